"""Sealing: transfers are bound into blocks every few minutes, and no writer waits for it.

Numbers are given out in order, but committed in any: a row may come to light long after rows with
higher numbers. So each run looks back over the numbers of the last two hours for what lies in no
block yet. It goes by numbers alone: an hour that a server's clock loses or gains moves nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from shequ_api.base.audit.sealing import LATE
from shequ_api.base.audit.seals import hash_of, packed, slots
from shequ_api.base.audit.writing import CLOCK, write_entry
from shequ_api.blocks.ledger.chain import (
    FIRST_PREVIOUS,
    TRANSFER_COLUMNS,
    block_hash,
    digest_of,
)
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.proof_models import LedgerBlock

EVERY = timedelta(minutes=10)
MOST = 10_000
"""Transfers in one block. One that holds fewer is the last of its run, and nothing was left behind
it: proofs go by that, so it must not grow."""
BLOCKS_AT_ONCE = 10
LOCK = 0x1ED6_E25E
OPERATION = "clock:seal_ledger"
COLUMNS = tuple(getattr(Transfer, name) for name in TRANSFER_COLUMNS)
log = structlog.get_logger("ledger")


async def seal_transfers(session: AsyncSession, now: datetime) -> LedgerBlock | None:
    """On a clock: bind what lies in no block yet, so much at a time; gives the last block made.

    Its hash goes to the audit log and to the service's log, which is kept elsewhere.
    """
    await session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    head = last = await latest_block(session)
    for rows in await _unsealed(session, last, now):
        head = _bind(session, head, rows, now)
        session.add(head)
        await session.flush()  # block by block: a server hangs up on whoever says nothing for long
    if head is last or head is None:
        return None
    log.info("ledger_sealed", number=head.number, hash=head.hash.hex())
    return head


async def latest_block(session: AsyncSession) -> LedgerBlock | None:
    """The head of the chain, without its entries."""
    return await session.scalar(_headers().order_by(LedgerBlock.number.desc()).limit(1))


async def closed_block(
    session: AsyncSession, now: datetime, before: int | None = None
) -> LedgerBlock | None:
    """The newest block so old that no transfer up to its `upto` is still under way; of those up to
    the block `before`, where that is given."""
    old = _headers().where(LedgerBlock.sealed_at <= now - LATE)
    if before is not None:
        old = old.where(LedgerBlock.number <= before)
    return await session.scalar(old.order_by(LedgerBlock.number.desc()).limit(1))


async def sealed_between(
    session: AsyncSession, first: LedgerBlock | None, last: int
) -> dict[bytes, bytes]:
    """Id → digest of what lies in the blocks behind `first` up to the block `last`."""
    blocks = select(LedgerBlock.entries).where(LedgerBlock.number <= last)
    if first is not None:
        blocks = blocks.where(LedgerBlock.number > first.number)
    found: dict[bytes, bytes] = {}
    async for entries in await session.stream_scalars(blocks, execution_options={"yield_per": 10}):
        found.update(slots(entries))
    return found


def parameters_of(block: LedgerBlock) -> dict[str, str]:
    """What the audit log says of a block."""
    return {"number": str(block.number), "size": str(block.size), "hash": block.hash.hex()}


def _headers() -> Select[LedgerBlock]:
    return select(LedgerBlock).options(defer(LedgerBlock.entries, raiseload=True))


async def _unsealed(
    session: AsyncSession, last: LedgerBlock | None, now: datetime
) -> list[Sequence[Any]]:
    """Transfers in no block, by number, as blocks of them: first those that came late."""
    behind = last.upto if last else 0
    new = select(*COLUMNS).where(Transfer.number > behind).order_by(Transfer.number)
    rows = list(await session.execute(new.limit(MOST * BLOCKS_AT_ONCE)))
    if last is not None:
        rows = [*await _late(session, last, now), *rows][: MOST * BLOCKS_AT_ONCE]
    return [rows[start : start + MOST] for start in range(0, len(rows), MOST)]


async def _late(session: AsyncSession, last: LedgerBlock, now: datetime) -> list[Any]:
    """What came to light since with a number that a block has passed already."""
    closed = await closed_block(session, now)
    begins = closed.upto if closed else 0
    window = (Transfer.number > begins, Transfer.number <= last.upto)
    there = select(func.count()).select_from(Transfer).where(*window).scalar_subquery()
    sizes = select(func.sum(LedgerBlock.size), func.min(LedgerBlock.first), there)
    if closed is not None:
        sizes = sizes.where(LedgerBlock.number > closed.number)
    size, first, found = (await session.execute(sizes)).one()
    if (size or 0) == found and (first is None or first > begins):
        return []  # the blocks hold as many as there are, and none from before: nothing came late
    sealed = await sealed_between(session, closed, last.number)
    rows = await session.execute(select(*COLUMNS).where(*window).order_by(Transfer.number))
    return [row for row in rows if row.id.bytes not in sealed]


def _bind(
    session: AsyncSession, before: LedgerBlock | None, rows: Sequence[Any], now: datetime
) -> LedgerBlock:
    numbers = [row.number for row in rows]
    block = LedgerBlock(
        number=before.number + 1 if before else 1,
        sealed_at=now,
        size=len(rows),
        first=min(numbers),
        upto=max(*numbers, before.upto if before else 0),
        entries=packed([(row.id, digest_of(row)) for row in rows]),
        previous_hash=before.hash if before else FIRST_PREVIOUS,
    )
    block.hash = block_hash(block, hash_of(block.entries), block.previous_hash)
    entry = write_entry(
        session,
        at=now,
        role=CLOCK,
        operation=OPERATION,
        subject_ids=[],
        parameters=parameters_of(block),
    )
    block.entry_id = entry.id
    return block


async def keep_sealed(session: AsyncSession, now: datetime) -> None:
    """The clockwork."""
    await seal_transfers(session, now)
