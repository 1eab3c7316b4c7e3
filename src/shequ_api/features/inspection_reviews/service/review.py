"""Reviewing inspections: never one's own, nor what one has edited."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.forms.models import SubmissionEdit
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.blocks.workflow.queries import trail_of
from shequ_api.features.hazards.public import withdraw
from shequ_api.features.patrols.events import (
    InspectionApprovalWithdrawn,
    InspectionApproved,
    InspectionRejected,
    InspectionReturned,
)
from shequ_api.features.patrols.public import (
    STEP_OF,
    Inspection,
    ReviewDecision,
    facts_of,
    refuse_missing,
    take_step,
)
from shequ_api.kit.errors import Fault, Forbidden, Malformed


class OwnInspection(Forbidden):
    code, title = "own_inspection", "不能审核自己填报的记录"


class OwnEdit(Forbidden):
    """Whoever wrote the answers that stand now is not the one who approves them."""

    code, title = "own_edit", "不能审核自己修改过的内容"


class ReasonNeeded(Malformed):
    code, title = "reason_needed", "审核不通过、退回补正须说明原因"


async def review(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    *,
    decision: ReviewDecision,
    note: str | None,
    now: datetime,
) -> Inspection:
    """Approve, reject or return. The same word by the same person again changes nothing.

    What a rejected one says of hazards counts no more.
    """
    if inspection.worker_id == actor.person_id:
        raise OwnInspection
    if decision != ReviewDecision.APPROVED and note is None:
        raise ReasonNeeded(errors=(Fault("/note", ReasonNeeded.code, ReasonNeeded.title),))
    # Locked, so that of the same word sent twice at once the second sees the first.
    await session.refresh(inspection, with_for_update=True)
    step = STEP_OF[decision]
    if await _said_before(session, actor, inspection, step, note):
        return inspection
    await _refuse_own_edit(session, actor, inspection)
    if decision == ReviewDecision.APPROVED:
        await refuse_missing(session, inspection)
    await take_step(session, actor, inspection, step, note=note, now=now)
    inspection.reviewed_at, inspection.reviewed_by_id = now, actor.person_id
    if decision == ReviewDecision.APPROVED:
        inspection.approvals += 1
        approved = InspectionApproved(
            **facts_of(inspection),
            approved_by_id=actor.person_id,
            approval=inspection.approvals,
            came_as=inspection.came_as,
        )
        record(session, approved, now=now)
    else:
        fact = InspectionRejected if decision == ReviewDecision.REJECTED else InspectionReturned
        said = fact(**facts_of(inspection), reviewed_by_id=actor.person_id, at=now)
        record(session, said, now=now)
    if decision == ReviewDecision.REJECTED:
        await withdraw(
            session,
            inspection.place_id,
            inspection.id,
            by_id=actor.person_id,
            note="排查记录审核未通过",
            now=now,
        )
    return inspection


async def _said_before(
    session: AsyncSession, actor: Actor, inspection: Inspection, step: str, note: str | None
) -> bool:
    if inspection.reviewed_by_id != actor.person_id:
        return False
    trail = trail_of(inspection.case_id).order_by(None).order_by(StepLog.number.desc())
    last = (await session.scalars(trail.limit(1))).one()
    return (last.step, last.note) == (step, note)


async def _refuse_own_edit(session: AsyncSession, actor: Actor, inspection: Inspection) -> None:
    if inspection.answers_number == 1:
        return
    edit = SubmissionEdit.submission_id == inspection.id
    number = SubmissionEdit.number == inspection.answers_number
    editor = await session.scalar(select(SubmissionEdit.edited_by_id).where(edit, number))
    if editor == actor.person_id:
        raise OwnEdit


async def withdraw_approval(
    session: AsyncSession, actor: Actor, inspection: Inspection, *, reason: str, now: datetime
) -> Inspection:
    """Take an approval back: the inspection has issues again. The same again changes nothing."""
    if inspection.worker_id == actor.person_id:
        raise OwnInspection
    await session.refresh(inspection, with_for_update=True)
    if await _said_before(session, actor, inspection, "withdraw_approval", reason):
        return inspection
    await take_step(session, actor, inspection, "withdraw_approval", note=reason, now=now)
    inspection.reviewed_at, inspection.reviewed_by_id = now, actor.person_id
    announce_withdrawal(session, actor, inspection, now=now)
    return inspection


def announce_withdrawal(
    session: AsyncSession, actor: Actor, inspection: Inspection, *, now: datetime
) -> None:
    """Tell that the latest approval holds no longer."""
    withdrawn = InspectionApprovalWithdrawn(
        **facts_of(inspection),
        approval=inspection.approvals,
        withdrawn_by_id=actor.person_id,
    )
    record(session, withdrawn, now=now)
