"""Proving the chain: each transfer is as it was sealed, and each block as the audit log says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.sealing import CLOCKS_DIFFER, LATE
from shequ_api.base.audit.seals import SLOT_BYTES, Seals, hash_of, slots
from shequ_api.blocks.ledger import sealing
from shequ_api.blocks.ledger.chain import FIRST_PREVIOUS, block_hash, digest_of
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.proof_models import LedgerBlock
from shequ_api.blocks.ledger.sealing import (
    COLUMNS,
    OPERATION,
    closed_block,
    parameters_of,
    sealed_between,
)

AT_ONCE = 5_000


class Fault(StrEnum):
    TRANSFER_CHANGED = "transfer_changed"
    TRANSFER_MISSING = "transfer_missing"
    TRANSFER_FORGED = "transfer_forged"
    TRANSFER_BACKDATED = "transfer_backdated"
    BLOCK_CHANGED = "block_changed"
    BLOCK_MISSING = "block_missing"


FAULT_TITLES = {
    Fault.TRANSFER_CHANGED: ("转账在封存后被改动", "a transfer is not as it was sealed"),
    Fault.TRANSFER_MISSING: ("已封存的转账被删除", "a sealed transfer was deleted"),
    Fault.TRANSFER_FORGED: ("转账系事后插入", "a transfer was put in among sealed ones"),
    Fault.TRANSFER_BACKDATED: (
        "转账的时间早于其写入之时",
        "a transfer's time is before it can have been written",
    ),
    Fault.BLOCK_CHANGED: ("区块与操作日志不符", "a block is not as the audit log says"),
    Fault.BLOCK_MISSING: ("区块被删除", "a block was deleted"),
}


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """What is wrong with which transfer (its id) or block (its number)."""

    fault: Fault
    subject: str


@dataclass(slots=True)
class ChainReport:
    """What was looked at, and what was found."""

    blocks: int = 0
    transfers: int = 0
    pending: int = 0
    """Written so lately that no block holds them yet, or left by a sealer that stands still."""
    head: LedgerBlock | None = None
    """The last block that was looked at; where none is new, the one before."""
    findings: list[ChainFinding] = field(default_factory=list)

    def find(self, fault: Fault, subject: object) -> None:
        self.findings.append(ChainFinding(fault, str(subject)))


def is_whole(block: LedgerBlock, previous: bytes) -> bool:
    """Whether a block's hash is that of what it holds, behind the hash of the block before it."""
    code = block_hash(block, hash_of(block.entries), previous)
    return code == block.hash and block.size * SLOT_BYTES == len(block.entries)


async def is_on_record(session: AsyncSession, seals: Seals, block: LedgerBlock) -> bool:
    """Whether the audit log has a block, in an entry that nobody without its key wrote."""
    entry = await session.get(AuditEntry, (block.entry_id, block.sealed_at))
    if entry is None or entry.operation != OPERATION:
        return False
    genuine = seals.digest(entry) == entry.digest
    return genuine and entry.parameters == parameters_of(block)


class ChainProver:
    """One run over the blocks behind `since` (None: all) and their transfers.

    Memory grows with what is wrong and with two hours of transfers, not with the ledger. Others may
    write and seal meanwhile: what a block holds was committed before it.
    """

    def __init__(self, session: AsyncSession, seals: Seals, *, now: datetime) -> None:
        self.report = ChainReport()
        self._session = session
        self._seals = seals
        self._now = now
        self._seen: dict[bytes, tuple[int, bytes]] = {}
        """Id → number and digest of transfers that no block has named so far."""
        self._caught_up: datetime | None = None
        """When the sealer was last done with all that there was: its block was not full."""
        self._proven: dict[bytes, bytes] = {}
        """What blocks before `since` hold of the numbers that are read again."""

    async def run(self, since: LedgerBlock | None = None) -> ChainReport:
        """Prove, and give the report. `since` is trusted: somebody proved it before."""
        before, begins = since, 0
        self.report.head = since
        if since is not None:
            closed = await closed_block(self._session, since.sealed_at, since.number)
            begins = closed.upto if closed else 0
            self._proven = await sealed_between(self._session, closed, since.number)
            await self._read(begins, since.upto, None)
            begins = max(begins, since.upto)
        async for block in self._blocks(since):
            await self._prove(block, before, begins)
            before, begins = block, max(begins, block.upto)
            self._session.expunge(block)
        self.report.head = before
        await self._cut_off(before)
        await self._left_over(begins)
        return self.report

    async def _blocks(self, since: LedgerBlock | None) -> AsyncIterator[LedgerBlock]:
        wanted = select(LedgerBlock).order_by(LedgerBlock.number)
        if since is not None:
            wanted = wanted.where(LedgerBlock.number > since.number)
        found = await self._session.stream_scalars(wanted, execution_options={"yield_per": 10})
        async for block in found:
            yield block

    async def _prove(self, block: LedgerBlock, before: LedgerBlock | None, begins: int) -> None:
        self.report.blocks += 1
        for lacking in range(before.number + 1 if before else 1, block.number):
            self.report.find(Fault.BLOCK_MISSING, lacking)
        previous = before.hash if before else FIRST_PREVIOUS
        recorded = await is_on_record(self._session, self._seals, block)
        if not is_whole(block, previous) or not recorded:
            self.report.find(Fault.BLOCK_CHANGED, block.number)
        await self._read(begins, block.upto, before)
        for key, digest in slots(block.entries):
            self.report.transfers += 1
            _, found = self._seen.pop(key, (0, b""))
            if not found:
                self.report.find(Fault.TRANSFER_MISSING, UUID(bytes=key))
            elif found != digest:
                self.report.find(Fault.TRANSFER_CHANGED, UUID(bytes=key))

    async def _read(self, behind: int, upto: int, before: LedgerBlock | None) -> None:
        """Read the transfers behind a number up to another."""
        rows = await self._session.stream(
            _transfers(behind).where(Transfer.number <= upto),
            execution_options={"yield_per": AT_ONCE},
        )
        if before is not None and before.size < sealing.MOST:
            self._caught_up = before.sealed_at
        # What no such block has passed was given its number behind it, or was under way.
        passed = before.upto if before else 0
        earliest = self._caught_up - LATE - CLOCKS_DIFFER if self._caught_up else None
        async for row in rows:
            digest = digest_of(row)
            if (known := self._proven.pop(row.id.bytes, None)) is not None:
                if known != digest:
                    self.report.find(Fault.TRANSFER_CHANGED, row.id)
                continue
            self._seen[row.id.bytes] = row.number, digest
            if earliest is not None and row.number > passed and row.at < earliest:
                self.report.find(Fault.TRANSFER_BACKDATED, row.id)

    async def _cut_off(self, last: LedgerBlock | None) -> None:
        """Blocks that the audit log knows, behind the last that is there."""
        told = select(AuditEntry.parameters["number"].astext).where(
            AuditEntry.operation == OPERATION
        )
        if last is not None:
            told = told.where(AuditEntry.at >= last.sealed_at)
        number = last.number if last else 0
        for lacking in sorted({int(told) for told in await self._session.scalars(told)}):
            if lacking > number:
                self.report.find(Fault.BLOCK_MISSING, lacking)

    async def _left_over(self, upto: int) -> None:
        """What no block has named: it may still be, unless its time is over."""
        closed = await closed_block(self._session, self._now)
        for key, (number, _) in self._seen.items():
            if closed is not None and number <= closed.upto:
                self.report.find(Fault.TRANSFER_FORGED, UUID(bytes=key))
            else:
                self.report.pending += 1
        ids = {UUID(bytes=key) for key in self._proven}
        # Those that came late lie before the numbers that were read again.
        there = select(Transfer.id).where(Transfer.id.in_(ids))
        for lacking in ids - set(await self._session.scalars(there)) if ids else ():
            self.report.find(Fault.TRANSFER_MISSING, lacking)
        later = select(func.count()).select_from(Transfer).where(Transfer.number > upto)
        self.report.pending += await self._session.scalar(later) or 0


def _transfers(behind: int) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(Transfer.number > behind).order_by(Transfer.number)
