"""Editions of a district's policy on volunteer hours."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.volunteer_hours.models import VolunteerPolicy
from shequ_api.features.volunteer_hours.refusals import BoundsUnfit, PolicyPeriodUnfit
from shequ_api.features.volunteer_hours.rules import Terms
from shequ_api.kit.ids import new_id

FORESEEABLE = timedelta(days=3653)


async def set_policy(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    terms: Terms,
    *,
    valid_from: datetime | None,
    now: datetime,
) -> VolunteerPolicy:
    """A policy that holds from an instant on. What counted before stays. Raises `BoundsUnfit`,
    `PolicyPeriodUnfit`."""
    if not terms.least_minutes <= terms.session_minutes <= terms.day_minutes:
        raise BoundsUnfit
    if not now <= (valid_from or now) <= now + FORESEEABLE:
        raise PolicyPeriodUnfit
    said = asdict(terms) | {"roles": sorted(terms.roles)}
    policy = VolunteerPolicy(
        **said,
        id=new_id(),
        district_id=district_id,
        valid_from=valid_from or now,
        set_by_id=actor.person_id,
        set_at=now,
    )
    session.add(policy)
    await session.flush()
    return policy
