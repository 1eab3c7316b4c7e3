"""Telling those above the grid of what is late."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.hazards import queries
from shequ_api.features.hazards.events import HazardEscalated
from shequ_api.features.hazards.rules import escalated_when_late
from shequ_api.features.hazards.service.steps import facts_of

AT_ONCE = 1000
"""In one run of the clock; the next one goes on."""


async def escalate_overdue(session: AsyncSession, now: datetime) -> None:
    """On a clock: what is late goes to the community, what is dangerous to the subdistrict."""
    for hazard in await session.scalars(queries.overdue(now, AT_ONCE)):
        upward = escalated_when_late(hazard.level)
        hazard.escalated_to, hazard.escalated_at = upward, now
        record(session, HazardEscalated(**facts_of(hazard), to=upward, overdue=True), now=now)
