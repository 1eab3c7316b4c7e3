"""Handing a confirmed session to the hours, and taking it back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_hours.public import (
    Evidence,
    ServiceKind,
    Terms,
    credit,
    take_back,
)


async def count(
    session: AsyncSession, service: VolunteerSession, terms: Terms, *, now: datetime
) -> None:
    """Count a session that was confirmed just now: one round more of it."""
    service.round += 1
    evidence = Evidence(
        kind=ServiceKind.SESSION,
        id=service.id,
        round=service.round,
        person_id=service.person_id,
        district_id=service.district_id,
        subdistrict_id=service.subdistrict_id,
        community_id=service.community_id,
        due_minutes=min(service.minutes or 0, terms.session_minutes),
        served_at=service.began_at,
        confirmed_by_id=service.decided_by_id,
    )
    await session.flush()
    await credit(session, evidence, terms, now=now)


async def uncount(
    session: AsyncSession, service: VolunteerSession, reason: str, *, now: datetime
) -> None:
    """Take back what counted of it."""
    await session.flush()
    await take_back(session, ServiceKind.SESSION, service.id, reason=reason, now=now)
