"""Sealing: what was written is bound into blocks, every few minutes.

A row may become visible long after its instant, when its transaction commits late. So each run
looks back past the last one for whatever lies in no block yet: no instant is ever closed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from shequ_api.base.audit.models import AccessLook, AuditBlock, AuditEntry
from shequ_api.base.audit.seals import FIRST_PREVIOUS, Seals, hash_of, packed, slots
from shequ_api.kit.clock import china_date

SOURCES = {"entries": AuditEntry, "looks": AccessLook}
"""What a block holds → the table of its rows."""
LATE = timedelta(hours=2)
"""Longer than any transaction lives."""
CLOCKS_DIFFER = timedelta(minutes=5)
MOST = 10_000
"""Rows in one block."""
LOCK = 0x5EA1_B10C
EVERY = timedelta(minutes=10)
log = structlog.get_logger("audit")


async def seal(session: AsyncSession, now: datetime) -> AuditBlock | None:
    """Bind what lies in no block yet; gives the last block made, None where there was nothing.

    The head goes to the log, which is kept elsewhere: whoever can rewrite the database cannot
    rewrite that.
    """
    await session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = await latest_block(session)
    head = last
    sealed = await _sealed_lately(session, last)
    for holds, model in SOURCES.items():
        for rows in _by_block(await _unsealed(session, model, last, sealed)):
            head = _bind(session, head, holds, rows, now)
            session.add(head)
    if head is last or head is None:
        return None
    await session.flush()
    log.info("audit_sealed", number=head.number, hash=head.hash.hex())
    return head


async def latest_block(session: AsyncSession) -> AuditBlock | None:
    """The head of the chain, without its entries."""
    newest = select(AuditBlock).options(defer(AuditBlock.entries, raiseload=True))
    return await session.scalar(newest.order_by(AuditBlock.number.desc()).limit(1))


async def _sealed_lately(session: AsyncSession, last: AuditBlock | None) -> set[bytes]:
    """The ids in blocks so young that rows of their time may still come to light."""
    if last is None:
        return set()
    recent = AuditBlock.sealed_at >= last.sealed_at - LATE - CLOCKS_DIFFER
    blocks = await session.stream_scalars(select(AuditBlock.entries).where(recent))
    return {row_id async for entries in blocks for row_id, _ in slots(entries)}


async def _unsealed(
    session: AsyncSession, model: Any, last: AuditBlock | None, sealed: set[bytes]
) -> list[Any]:
    """Entries or looks in no block, by time."""
    rows = select(model.id, model.at, model.digest)
    if last is not None:
        rows = rows.where(model.at >= last.sealed_at - LATE)
    found = (await session.execute(rows)).all()
    return sorted((row for row in found if row.id.bytes not in sealed), key=_time)


def _time(row: Any) -> Any:
    return row.at, row.id


def _by_block(rows: list[Any]) -> Iterable[list[Any]]:
    """Rows of one day in China, at most `MOST` of them."""
    for _, of_day in groupby(rows, key=lambda row: china_date(row.at)):
        day = list(of_day)
        for start in range(0, len(day), MOST):
            yield day[start : start + MOST]


def _bind(
    session: AsyncSession, before: AuditBlock | None, holds: str, rows: list[Any], now: datetime
) -> AuditBlock:
    seals: Seals = session.info["seals"]
    entries = packed([(row.id, row.digest) for row in rows])
    block = AuditBlock(
        number=before.number + 1 if before else 1,
        day=china_date(rows[0].at),
        holds=holds,
        sealed_at=now,
        size=len(rows),
        entries=entries,
        previous_hash=before.hash if before else FIRST_PREVIOUS,
        key_id=seals.current,
    )
    code = seals.hash(block, hash_of(entries))
    assert code is not None, "the ring holds its current key"
    block.hash = code
    return block


async def keep_sealed(session: AsyncSession, now: datetime) -> None:
    """The clockwork."""
    await seal(session, now)
