"""Points put on cards without a rule."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.ledger.models import Account
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points.service.cards import issuer_of, open_card
from shequ_api.features.points_lots.public import move_points
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

DISTRICT = "510108000000"


def actor_of(cast: Cast, key: str) -> Actor:
    """A member as somebody without a posting."""
    return Actor(cast.people[key], new_id(), new_id(), [], None, frozenset())


async def balance(session: AsyncSession, cast: Cast, key: str) -> int | None:
    """What is on a member's card, if there is one."""
    found = await session.scalar(
        select(Account.balance)
        .join(PointsCard, PointsCard.account_id == Account.id)
        .where(
            PointsCard.person_id == cast.people[key],
            PointsCard.district_id == cast.places[DISTRICT],
        )
    )
    return None if found is None else int(found)


async def fund(session: AsyncSession, cast: Cast, key: str, points: int, *, now: datetime) -> UUID:
    """Put points on a member's card, as if earned at home; returns the card's account."""
    district_id = cast.places[DISTRICT]
    card = await open_card(session, person_id=cast.people[key], district_id=district_id, now=now)
    issuer = await issuer_of(
        session, community_id=cast.places[HOME], district_id=district_id, now=now
    )
    await move_points(
        session,
        key=f"fund/{new_id()}",
        debit_account_id=issuer.id,
        credit_account_id=card.account_id,
        amount=points,
        reason="测试积分",
        now=now,
    )
    return card.account_id
