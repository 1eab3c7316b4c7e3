"""What an inspection said and says no longer: it was deleted, rejected, or edited."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import OPEN, HazardState
from shequ_api.features.hazards.models import Hazard, HazardFinding
from shequ_api.features.hazards.rules import Look, is_same
from shequ_api.features.hazards.service.finding import take_in
from shequ_api.features.hazards.service.judging import judge
from shequ_api.features.hazards.service.steps import drop, say_rectified, step, take_turn
from shequ_api.features.hazards.service.terms import terms_of
from shequ_api.kit.ids import new_id


async def withdraw(
    session: AsyncSession,
    place_id: UUID,
    submission_id: UUID,
    *,
    by_id: UUID,
    note: str,
    now: datetime,
) -> None:
    """Let what an inspection said count no more: what it alone found is void, what it alone passed
    is to be looked at again."""
    said = queries.findings_of_submission(submission_id)
    if (await session.scalars(said.limit(1))).first() is None:
        return
    await take_turn(session, place_id)
    findings = list(await session.scalars(said.order_by(HazardFinding.id)))
    await _withdrawn(session, submission_id, findings, by_id=by_id, note=note, now=now)


async def retell(
    session: AsyncSession,
    place: Place,
    look: Look,
    *,
    note: str,
    now: datetime,
) -> UUID | None:
    """Tell anew after an edit: what it says as before stays as it was noted."""
    await take_turn(session, place.id)
    source_id = new_id() if await session.scalar(queries.ever_found(look.submission_id)) else None
    findings = list(await session.scalars(queries.findings_of_submission(look.submission_id)))
    ids = {finding.hazard_id for finding in findings}
    of_them = await session.scalars(queries.locked(queries.any_of(ids)))
    known = {hazard.id: hazard for hazard in of_them}
    stale = [each for each in findings if _unsaid(each, known[each.hazard_id], look)]
    # In this order: what another words otherwise, or is said after all, revives what was voided.
    await _withdrawn(session, look.submission_id, stale, by_id=look.by_id, note=note, now=now)
    noted = ids - {finding.hazard_id for finding in stale}
    return await take_in(
        session, place, look, photo_ids=(), source_id=source_id, noted=noted, now=now
    )


def _unsaid(finding: HazardFinding, hazard: Hazard, look: Look) -> bool:
    """Whether the answers that stand now say another thing than was noted, or nothing."""
    judged = look.judged()
    there = any(is_same(hazard, one, judged) for one in look.raised)
    return finding.there != there if hazard.field in judged else True


async def _withdrawn(
    session: AsyncSession,
    submission_id: UUID,
    findings: Sequence[HazardFinding],
    *,
    by_id: UUID,
    note: str,
    now: datetime,
) -> None:
    for finding in findings:
        finding.withdrawn_at = now
    await session.flush()
    ids = [finding.hazard_id for finding in findings]
    for hazard in list(await session.scalars(queries.locked(queries.any_of(ids)))):
        if hazard.passed_by_submission_id == submission_id:
            await _reopen(session, hazard, by_id=by_id, note=note, now=now)
        if hazard.rectified_by_submission_id == submission_id and hazard.state in OPEN:
            await _undo(session, hazard, by_id=by_id, note=note, now=now)
        if hazard.state in OPEN and not await session.scalar(queries.is_supported(hazard.id)):
            await drop(session, hazard, "void", by_id=by_id, note=note, now=now)


async def _reopen(
    session: AsyncSession, hazard: Hazard, *, by_id: UUID, note: str, now: datetime
) -> None:
    """What passed it does not count: it waits for another, unless the same was found since, which
    is a hazard of its own; or another has passed it, too."""
    newer = exists().where(
        Hazard.place_id == hazard.place_id,
        Hazard.form_key == hazard.form_key,
        Hazard.field == hazard.field,
        Hazard.level == hazard.level,
        Hazard.text == hazard.text,
        Hazard.ended_at.is_(None),
    )
    if await session.scalar(select(newer)):
        return
    await step(session, hazard, "reopen", by_id=by_id, note=note, now=now)
    hazard.passed_by_submission_id = hazard.ended_at = None
    hazard.due_at = (await terms_of(session, hazard.district_id, now)).reinspect_by(
        hazard.level, now
    )
    await say_rectified(session, hazard, now=now)
    await judge(session, hazard, now=now)


async def _undo(
    session: AsyncSession, hazard: Hazard, *, by_id: UUID, note: str, now: datetime
) -> None:
    """It was put right only by the word of this inspection."""
    if hazard.state != HazardState.RECTIFIED:
        return
    await step(session, hazard, "undo", by_id=by_id, note=note, now=now)
    hazard.rectified_at = hazard.rectified_by_id = hazard.rectified_by_submission_id = None
    terms = await terms_of(session, hazard.district_id, now)
    hazard.due_at = terms.rectify_by(hazard.level, now)
