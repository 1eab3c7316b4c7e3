"""Reviewing inspections: never one's own."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.blocks.workflow.queries import trail_of
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.patrols.events import InspectionApproved
from shequ_api.features.patrols.flow import FLOW, STEP_OF, ReviewDecision
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.service.reception import facts_of
from shequ_api.kit.errors import Fault, Forbidden, Malformed


class OwnInspection(Forbidden):
    code, title = "own_inspection", "不能审核自己填报的记录"


class ReasonNeeded(Malformed):
    code, title = "reason_needed", "审核不通过须说明原因"


async def review(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    *,
    decision: ReviewDecision,
    note: str | None,
    now: datetime,
) -> Inspection:
    """Approve or reject. The same word by the same person again changes nothing."""
    if inspection.worker_id == actor.person_id:
        raise OwnInspection
    if decision == ReviewDecision.REJECTED and note is None:
        raise ReasonNeeded(errors=(Fault("/note", ReasonNeeded.code, ReasonNeeded.title),))
    # Locked, so that of the same word sent twice at once the second sees the first.
    await session.refresh(inspection, with_for_update=True)
    step = STEP_OF[decision]
    if inspection.reviewed_by_id == actor.person_id:
        trail = trail_of(inspection.case_id).order_by(None).order_by(StepLog.number.desc())
        last = (await session.scalars(trail.limit(1))).one()
        if (last.step, last.note) == (step, note):
            return inspection
    await advance(
        session, FLOW, inspection.case_id, step, actor_id=actor.person_id, now=now, note=note
    )
    inspection.reviewed_at, inspection.reviewed_by_id = now, actor.person_id
    if decision == ReviewDecision.APPROVED:
        approved = InspectionApproved(**facts_of(inspection), approved_by_id=actor.person_id)
        record(session, approved, now=now)
    return inspection
