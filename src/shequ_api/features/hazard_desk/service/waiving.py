"""Letting go of a hazard that nobody has seen to be gone: with a reason, and by two where it is
major or critical."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.hazard_desk import queries
from shequ_api.features.hazard_desk.models import HazardWaiver
from shequ_api.features.hazard_desk.rules import WaiverKind, needs_two
from shequ_api.features.hazards.public import OPEN, STATE_TITLES, Hazard, HazardState, drop
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class HazardOver(NotNow):
    """Says in which state it is."""

    code, title = "hazard_over", "这处隐患已经了结"

    def __init__(self, state: str) -> None:
        super().__init__(f"当前状态是“{STATE_TITLES[HazardState(state)]}”", state=state)


class WaiverPending(NotNow):
    code, title = "waiver_pending", "已有人申请核销，正等待另一人决定"


class NoWaiverPending(NotNow):
    code, title = "no_waiver_pending", "没有待决定的核销申请"


class OwnWaiver(Forbidden):
    """Of two who are needed, the second is somebody else."""

    code, title = "own_waiver", "不能决定自己提出的核销申请"


class RefusalReasonNeeded(Malformed):
    code, title = "refusal_reason_needed", "不同意核销须说明原因"


async def ask(
    session: AsyncSession,
    actor: Actor,
    hazard: Hazard,
    *,
    kind: WaiverKind,
    reason: str,
    now: datetime,
) -> HazardWaiver:
    """Waive a general hazard; of others ask a second person."""
    await _lock_open(session, hazard)
    pending = (await session.scalars(queries.pending_waiver(hazard.id))).one_or_none()
    if pending is not None:
        raise WaiverPending
    alone = not needs_two(hazard.level)
    waiver = HazardWaiver(
        id=new_id(),
        hazard_id=hazard.id,
        district_id=hazard.district_id,
        kind=kind,
        reason=reason,
        asked_by_id=actor.person_id,
        asked_at=now,
        granted=True if alone else None,
        decided_at=now if alone else None,
    )
    session.add(waiver)
    if alone:
        await drop(session, hazard, "waive", by_id=actor.person_id, note=reason, now=now)
    return waiver


async def decide(
    session: AsyncSession,
    actor: Actor,
    hazard: Hazard,
    *,
    granted: bool,
    note: str | None,
    now: datetime,
) -> HazardWaiver:
    """The second person's word."""
    await _lock_open(session, hazard)
    waiver = (await session.scalars(queries.pending_waiver(hazard.id))).one_or_none()
    if waiver is None:
        raise NoWaiverPending
    if waiver.asked_by_id == actor.person_id:
        raise OwnWaiver
    if not granted and note is None:
        fault = Fault("/note", RefusalReasonNeeded.code, RefusalReasonNeeded.title)
        raise RefusalReasonNeeded(errors=(fault,))
    waiver.granted, waiver.note = granted, note
    waiver.decided_by_id, waiver.decided_at = actor.person_id, now
    if granted:
        await drop(session, hazard, "waive", by_id=actor.person_id, note=waiver.reason, now=now)
    return waiver


async def _lock_open(session: AsyncSession, hazard: Hazard) -> None:
    await session.refresh(hazard, with_for_update=True)
    if hazard.state not in OPEN:
        raise HazardOver(hazard.state)
