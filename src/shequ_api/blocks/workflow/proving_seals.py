"""Proving seals: each day's trails were what the audit log says, and still are what they were."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.sealing import LATE
from shequ_api.base.audit.seals import Seals, slots
from shequ_api.blocks.workflow.models import StepLog, TrailSeal
from shequ_api.blocks.workflow.proving import Fault, Report, oldest_kept
from shequ_api.blocks.workflow.sealing import OPERATION, heads_of, parameters_of
from shequ_api.kit.clock import china_date, china_midnight

AT_ONCE = 5_000


async def prove_seals(
    session: AsyncSession, report: Report, seals: Seals, *, now: datetime
) -> list[date]:
    """Check each seal by its entry, and that none is missing. Gives the sealed days whose steps
    are still kept; memory does not grow with what the seals hold."""
    number, newest, days = 0, None, list[date]()
    rows = await session.stream_scalars(
        select(TrailSeal).order_by(TrailSeal.number), execution_options={"yield_per": 10}
    )
    async for seal in rows:
        report.seals += 1
        for lacking in range(number + 1, seal.number):
            report.find(Fault.SEAL_MISSING, lacking)
        if not await _is_on_record(session, seals, seal):
            report.find(Fault.SEAL_CHANGED, seal.number)
        number, newest = seal.number, seal.sealed_at
        if seal.day >= oldest_kept(now) and seal.day not in days[-1:]:
            days.append(seal.day)
        session.expunge(seal)
    told = select(AuditEntry.parameters["number"].astext).where(AuditEntry.operation == OPERATION)
    later = told if newest is None else told.where(AuditEntry.at >= newest)
    for lacking in sorted({int(told) for told in await session.scalars(later)}):
        if lacking > number:
            report.find(Fault.SEAL_MISSING, lacking)
    return days


async def _is_on_record(session: AsyncSession, seals: Seals, seal: TrailSeal) -> bool:
    """Whether the audit log has the seal, in an entry that nobody without its key has written."""
    entry = await session.get(AuditEntry, (seal.entry_id, seal.sealed_at))
    if entry is None or entry.operation != OPERATION or seals.digest(entry) != entry.digest:
        return False
    return entry.parameters == parameters_of(seal)


async def prove_day(session: AsyncSession, report: Report, day: date) -> None:
    """Whether the trails that moved on a day stand in its steps as they were sealed."""
    sealed: dict[bytes, bytes] = {}
    heads = select(TrailSeal.heads).where(TrailSeal.day == day).order_by(TrailSeal.number)
    for packed in await session.scalars(heads):
        sealed.update(slots(packed))
    rows = await session.stream(heads_of(day), execution_options={"yield_per": AT_ONCE})
    async for case_id, code in rows:
        was = sealed.pop(case_id.bytes, None)
        if was is None:
            report.find(Fault.TRAIL_UNSEALED, case_id)
        elif was != code:
            report.find(Fault.TRAIL_REWRITTEN, case_id)
    for key in sealed:
        report.find(Fault.TRAIL_REWRITTEN, UUID(bytes=key))


async def prove_days(
    session: AsyncSession, report: Report, days: Sequence[date], now: datetime
) -> None:
    """Whether each day with steps before the last that is sealed is so too; and of those that are
    over since, how many still wait."""
    day_of = cast(func.timezone("Asia/Shanghai", StepLog.taken_at), Date)
    begins = china_midnight(oldest_kept(now))
    until = china_midnight(china_date(now - LATE))
    moved = select(day_of).distinct()
    within = moved.where(StepLog.taken_at >= begins, StepLog.taken_at < until)
    for day in sorted(set(await session.scalars(within)) - set(days)):
        if days and day < days[-1]:
            report.find(Fault.TRAIL_UNSEALED, day)
        else:
            report.pending += 1
