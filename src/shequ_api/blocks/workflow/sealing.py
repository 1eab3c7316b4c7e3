"""Sealing: where the trails of a day stood is kept beside them, and its digest in the audit log.

A trail binds each step to the one before; whoever writes all of it anew makes another that holds
as well. But they would have to write the seals of its days anew, and the entries of the audit log,
which are under a key that the database does not hold, and lie in its chain (`base.audit`).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.sealing import LATE
from shequ_api.base.audit.seals import hash_of, packed
from shequ_api.base.audit.writing import CLOCK, write_entry
from shequ_api.blocks.workflow.models import StepLog, TrailSeal
from shequ_api.kit.clock import china_date, china_midnight

EVERY = timedelta(hours=1)
MOST = 10_000
"""Cases in one seal."""
DAYS_AT_ONCE = 31
OPERATION = "clock:seal_trails"
log = structlog.get_logger("workflow")


async def seal_trails(session: AsyncSession, now: datetime) -> None:
    """On a clock: seal the days that are over, some at a time where many are left. A step that was
    taken before midnight may be committed after it, so a day waits longer than any transaction
    lives."""
    last = await latest_seal(session)
    number, begins = 0, None
    if last is not None:
        number, begins = last.number, china_midnight(last.day + timedelta(days=1))
    until = china_midnight(china_date(now - LATE))
    for _ in range(DAYS_AT_ONCE):
        day = await _next_day(session, begins, until)
        if day is None:
            return
        heads = (await session.execute(heads_of(day))).all()
        for start in range(0, len(heads), MOST):
            number += 1
            _seal(session, number, day, heads[start : start + MOST], now)
        await session.flush()
        log.info("trails_sealed", day=day.isoformat(), number=number)
        begins = china_midnight(day + timedelta(days=1))


async def latest_seal(session: AsyncSession) -> TrailSeal | None:
    """The newest one."""
    return await session.scalar(select(TrailSeal).order_by(TrailSeal.number.desc()).limit(1))


def heads_of(day: date) -> Select[*tuple[Any, ...]]:
    """Where the trails stood that moved on a day in China: `case_id` and `hash` of the last step
    of that day; in the order of the cases."""
    start = china_midnight(day)
    return (
        select(StepLog.case_id, StepLog.hash)
        .ext(distinct_on(StepLog.case_id))
        .where(StepLog.taken_at >= start, StepLog.taken_at < start + timedelta(days=1))
        .order_by(StepLog.case_id, StepLog.number.desc())
    )


def parameters_of(seal: TrailSeal) -> dict[str, str]:
    """What the audit log says of a seal."""
    return {
        "number": str(seal.number),
        "day": seal.day.isoformat(),
        "size": str(seal.size),
        "digest": hash_of(seal.heads).hex(),
    }


async def _next_day(session: AsyncSession, begins: datetime | None, until: datetime) -> date | None:
    """The first day with steps that is over and not sealed yet."""
    first = select(func.min(StepLog.taken_at)).where(StepLog.taken_at < until)
    if begins is not None:
        first = first.where(StepLog.taken_at >= begins)
    found = await session.scalar(first)
    return china_date(found) if found else None


def _seal(
    session: AsyncSession, number: int, day: date, heads: Sequence[Any], now: datetime
) -> None:
    seal = TrailSeal(
        number=number,
        day=day,
        sealed_at=now,
        size=len(heads),
        heads=packed([(row.case_id, row.hash) for row in heads]),
    )
    entry = write_entry(
        session,
        at=now,
        role=CLOCK,
        operation=OPERATION,
        subject_ids=[],
        parameters=parameters_of(seal),
    )
    seal.entry_id = entry.id
    session.add(seal)
