"""What districts and cities let people give."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.card_gifts.models import CardGiftPolicy
from shequ_api.features.card_gifts.refusals import (
    GiftPolicyBegun,
    GiftPolicyPlaceUnfit,
    GiftPolicyUnfit,
)
from shequ_api.features.card_gifts.rules import GiftTerms
from shequ_api.kit.ids import new_id


async def set_policy(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    terms: GiftTerms,
    *,
    valid_from: datetime | None,
    now: datetime,
) -> CardGiftPolicy:
    """A new edition; what was offered before goes on by what held then."""
    if place.kind not in (PlaceKind.DISTRICT, PlaceKind.CITY):
        raise GiftPolicyPlaceUnfit
    ordered = (
        terms.least_points <= terms.most_points,
        terms.giver_day_points <= terms.giver_month_points,
        terms.receiver_day_points <= terms.receiver_month_points,
    )
    if not all(ordered):
        raise GiftPolicyUnfit
    if valid_from is not None and valid_from < now:
        raise GiftPolicyBegun
    policy = CardGiftPolicy(
        id=new_id(),
        place_id=place.id,
        **{name: getattr(terms, name) for name in GiftTerms.__slots__},
        valid_from=valid_from or now,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(policy)
    await session.flush()
    return policy
