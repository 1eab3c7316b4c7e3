"""Proving old blocks again: a share of them each night, so that none is trusted for ever."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.seals import Seals, slots
from shequ_api.blocks.ledger.chain import FIRST_PREVIOUS, digest_of
from shequ_api.blocks.ledger.chain_proving import (
    AT_ONCE,
    ChainReport,
    Fault,
    is_on_record,
    is_whole,
)
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.proof_models import LedgerBlock
from shequ_api.blocks.ledger.sealing import COLUMNS
from shequ_api.blocks.ledger.truths import SHARES


async def prove_share(
    session: AsyncSession, seals: Seals, report: ChainReport, *, upto: int, share: int
) -> None:
    """Prove the blocks up to a number that are of a share (0 to 27), and add to the report: each is
    as the audit log says, follows the one before, holds its transfers as they are, and no other
    lies among their numbers. Memory grows with one block."""
    for number in range(share or SHARES, upto + 1, SHARES):
        this = select(LedgerBlock).where(LedgerBlock.number == number)
        # One that was looked at before came without its entries.
        block = await session.scalar(this.execution_options(populate_existing=True))
        if block is None:
            report.find(Fault.BLOCK_MISSING, number)
            continue
        await _prove(session, seals, report, block)
        if block is not report.head:
            session.expunge(block)


async def _prove(
    session: AsyncSession, seals: Seals, report: ChainReport, block: LedgerBlock
) -> None:
    report.blocks += 1
    former = select(LedgerBlock.hash, LedgerBlock.upto).where(
        LedgerBlock.number == block.number - 1
    )
    before = (await session.execute(former)).one_or_none()
    previous, passed = (before.hash, before.upto) if before else (FIRST_PREVIOUS, 0)
    if before is None and block.number > 1:
        report.find(Fault.BLOCK_MISSING, block.number - 1)
        previous, passed = block.previous_hash, block.upto
    if not is_whole(block, previous) or not await is_on_record(session, seals, block):
        report.find(Fault.BLOCK_CHANGED, block.number)
    entries = dict(slots(block.entries))
    await _compare(session, report, entries)
    among = select(Transfer.id).where(Transfer.number > passed, Transfer.number <= block.upto)
    strange = [each for each in await session.scalars(among) if each.bytes not in entries]
    for transfer_id in await _not_in_later_blocks(session, block, strange):
        report.find(Fault.TRANSFER_FORGED, transfer_id)


async def _compare(
    session: AsyncSession, report: ChainReport, entries: Mapping[bytes, bytes]
) -> None:
    keys = list(entries)
    for start in range(0, len(keys), AT_ONCE):
        ids = {UUID(bytes=key) for key in keys[start : start + AT_ONCE]}
        report.transfers += len(ids)
        for row in await session.execute(select(*COLUMNS).where(Transfer.id.in_(ids))):
            ids.discard(row.id)
            if digest_of(row) != entries[row.id.bytes]:
                report.find(Fault.TRANSFER_CHANGED, row.id)
        for lacking in sorted(ids):
            report.find(Fault.TRANSFER_MISSING, lacking)


async def _not_in_later_blocks(
    session: AsyncSession, block: LedgerBlock, ids: Sequence[UUID]
) -> list[UUID]:
    """Which of these no later block holds either: what came to light late lies in one of those that
    begin among the numbers of this one."""
    if not ids:
        return []
    later = select(LedgerBlock.entries).where(
        LedgerBlock.number > block.number, LedgerBlock.first <= block.upto
    )
    held: set[bytes] = set()
    for entries in await session.scalars(later):
        held.update(key for key, _ in slots(entries))
    return [each for each in ids if each.bytes not in held]
