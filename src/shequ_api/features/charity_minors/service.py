"""Setting what minors may donate, and holding them to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.identity.ages import OF_AGE, age_of
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.charity_minors import queries
from shequ_api.features.charity_minors.models import CharityMinorPolicy
from shequ_api.features.charity_minors.rules import MinorTerms
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class MinorPolicyPlaceUnfit(Malformed):
    code, title = "minor_policy_place_unfit", "未成年人捐赠办法由区或市制定，请选择区或市"


class MinorPolicyBegun(Malformed):
    code, title = "minor_policy_begun", "新的办法只能从现在或以后开始"


class DonorTooYoung(NotNow):
    """Facts: `minimum_age`."""

    code, title = "donor_too_young", "未达到本区规定的年龄，请由监护人以自己的积分捐赠"


class MinorCapReached(NotNow):
    """Facts: `cap_points`, `counted_points`."""

    code, title = "minor_cap_reached", "超过未成年人每月可捐赠的积分，请由监护人以自己的积分捐赠"


async def set_policy(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    terms: MinorTerms,
    *,
    valid_from: datetime | None,
    now: datetime,
) -> CharityMinorPolicy:
    """A new edition."""
    if place.kind not in (PlaceKind.DISTRICT, PlaceKind.CITY):
        raise MinorPolicyPlaceUnfit
    if valid_from is not None and valid_from < now:
        raise MinorPolicyBegun
    policy = CharityMinorPolicy(
        id=new_id(),
        place_id=place.id,
        minimum_age=terms.minimum_age,
        month_points=terms.month_points,
        valid_from=valid_from or now,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(policy)
    await session.flush()
    return policy


async def terms_for(
    session: AsyncSession, person_id: UUID, district_id: UUID, now: datetime
) -> MinorTerms | None:
    """What holds for somebody who is known to be a minor; None for everybody else.
    `DonorTooYoung`. One statement, two for minors."""
    age = await age_of(session, person_id, now)
    if age is None or age >= OF_AGE:
        return None
    terms = await queries.terms_in(session, district_id, now)
    if age < terms.minimum_age:
        raise DonorTooYoung(minimum_age=terms.minimum_age)
    return terms


def refuse_excess(terms: MinorTerms, counted: int, points: int) -> None:
    """Raise `MinorCapReached` where so many points are too many beside what was given."""
    if counted + points > terms.month_points:
        raise MinorCapReached(cap_points=terms.month_points, counted_points=counted)
