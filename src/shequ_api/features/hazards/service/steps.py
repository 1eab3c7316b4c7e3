"""One step of a hazard: in its case, and beside it; and the facts that it tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.hazards.events import HazardClosed, HazardDropped, HazardRectified
from shequ_api.features.hazards.flow import FLOW
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.rules import Look
from shequ_api.features.hazards.service.terms import Terms


async def take_turn(session: AsyncSession, place_id: UUID) -> None:
    """One after the other at each place: two inspections at once would both find it first."""
    turn = func.hashtextextended(f"hazards/{place_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


async def step(
    session: AsyncSession,
    hazard: Hazard,
    name: str,
    *,
    by_id: UUID,
    note: str | None = None,
    now: datetime,
    **facts: Any,
) -> None:
    """Advance the case and keep the state beside it. Raises `IllegalStep`."""
    # The case is read anew, and must not lose a step that was taken just now.
    await session.flush()
    case = await advance(
        session, FLOW, hazard.case_id, name, actor_id=by_id, now=now, note=note, **facts
    )
    hazard.state = case.state


async def rectify(
    session: AsyncSession,
    hazard: Hazard,
    terms: Terms,
    *,
    by_id: UUID,
    at: datetime,
    seen_in: Look | None = None,
    note: str | None = None,
    now: datetime,
    **facts: Any,
) -> None:
    """It has been put right, as a settlement says, or an inspection that saw it gone."""
    if seen_in is not None:
        facts["submission_id"] = str(seen_in.submission_id)
    await step(session, hazard, "rectify", by_id=by_id, note=note, now=now, **facts)
    hazard.rectified_at, hazard.rectified_by_id = at, by_id
    hazard.rectified_by_submission_id = seen_in.submission_id if seen_in else None
    hazard.due_at = terms.reinspect_by(hazard.level, now)
    await say_rectified(session, hazard, now=now)


async def say_rectified(session: AsyncSession, hazard: Hazard, *, now: datetime) -> None:
    """Have it looked at again."""
    told = HazardRectified(
        **facts_of(hazard),
        label=hazard.label,
        due_at=hazard.due_at,
        rectified_by_id=hazard.rectified_by_id,
    )
    record(session, told, now=now)


async def close(
    session: AsyncSession, hazard: Hazard, submission_id: UUID, *, by_id: UUID, now: datetime
) -> None:
    """Passed by an inspection."""
    await step(session, hazard, "pass", by_id=by_id, now=now, submission_id=str(submission_id))
    hazard.passed_by_submission_id, hazard.ended_at = submission_id, now
    record(session, HazardClosed(**facts_of(hazard), submission_id=submission_id), now=now)


async def drop(
    session: AsyncSession,
    hazard: Hazard,
    name: str,
    *,
    by_id: UUID,
    note: str | None,
    now: datetime,
) -> None:
    """It is waived, or void."""
    await step(session, hazard, name, by_id=by_id, note=note, now=now)
    hazard.ended_at = now
    record(session, HazardDropped(**facts_of(hazard), state=hazard.state), now=now)


def facts_of(hazard: Hazard) -> dict[str, Any]:
    """What every fact about a hazard says."""
    return {
        "subject_id": hazard.id,
        "district_id": hazard.district_id,
        "community_id": hazard.community_id,
        "place_id": hazard.place_id,
        "form_key": hazard.form_key,
        "level": hazard.level,
    }
