"""Whether what was put right has passed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import TO_RECTIFY, HazardState
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.service.steps import close, rectify, step
from shequ_api.features.hazards.service.terms import Terms


async def judge(session: AsyncSession, hazard: Hazard, *, now: datetime) -> None:
    """Close what an inspection passes; in whatever order settlement and inspection came here."""
    if hazard.state != HazardState.RECTIFIED:
        return
    await session.flush()
    found = (await session.execute(queries.passing(hazard))).one_or_none()
    if found is not None:
        await close(session, hazard, found.submission_id, by_id=found.by_id, now=now)


async def begin(
    session: AsyncSession, hazard: Hazard, *, by_id: UUID, now: datetime, **facts: Any
) -> None:
    """Somebody has arranged that a locked hazard is put right; again changes nothing."""
    if hazard.state == HazardState.FOUND:
        await step(session, hazard, "begin", by_id=by_id, now=now, **facts)


async def put_right(
    session: AsyncSession,
    hazard: Hazard,
    terms: Terms,
    *,
    by_id: UUID,
    note: str | None,
    now: datetime,
    **facts: Any,
) -> None:
    """A locked hazard has been put right now, as somebody writes down; one that was stays so."""
    if hazard.state in TO_RECTIFY:
        await rectify(session, hazard, terms, by_id=by_id, at=now, note=note, now=now, **facts)
        await judge(session, hazard, now=now)
