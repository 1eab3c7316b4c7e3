"""The checker: recomputes all entries, looks and blocks, and names each that is not as sealed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditBlock
from shequ_api.base.audit.sealing import LATE, SOURCES
from shequ_api.base.audit.seals import (
    ENTRY_COLUMNS,
    FIRST_PREVIOUS,
    LOOK_COLUMNS,
    SLOT_BYTES,
    Seals,
    hash_of,
    slots,
)
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.partitions import months_ago

AT_ONCE = 5_000


class Fault(StrEnum):
    ROW_CHANGED = "row_changed"
    ROW_MISSING = "row_missing"
    ROW_FORGED = "row_forged"
    ROWS_UNSEALED = "rows_unsealed"
    BLOCK_CHANGED = "block_changed"
    BLOCK_MISSING = "block_missing"
    HEAD_DIFFERS = "head_differs"


TITLES = {
    Fault.ROW_CHANGED: (
        "记录被改动，或其密钥不在手边",
        "an entry was changed, or its key is not here",
    ),
    Fault.ROW_MISSING: ("记录被删除", "an entry was deleted"),
    Fault.ROW_FORGED: (
        "记录系伪造插入，或其时间被改动",
        "an entry was put in, or its time changed",
    ),
    Fault.ROWS_UNSEALED: ("真实的记录不在任何区块中", "true entries lie in no block"),
    Fault.BLOCK_CHANGED: ("区块被改动", "a block was changed"),
    Fault.BLOCK_MISSING: ("区块被删除", "a block was deleted"),
    Fault.HEAD_DIFFERS: ("与外部保存的区块不一致", "not the block whose hash was kept outside"),
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows of one of the two logs, as blocks hold them."""

    holds: str
    columns: tuple[str, ...]
    digest: Callable[[Seals, Any], bytes | None]

    @property
    def model(self) -> Any:
        return SOURCES[self.holds]


_KINDS = (
    _Kind("entries", ENTRY_COLUMNS, Seals.digest),
    _Kind("looks", LOOK_COLUMNS, Seals.look_digest),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with which row: an entry's or look's id, a block's number, or a day."""

    fault: Fault
    subject: str


@dataclass(frozen=True, slots=True)
class Head:
    """A block's number and hash, as they were kept outside."""

    number: int
    hash: bytes


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found."""

    rows: int = 0
    blocks: int = 0
    pending: int = 0
    """Written so lately that no block holds them yet."""
    head: Head | None = None
    findings: list[Finding] = field(default_factory=list)

    def find(self, fault: Fault, subject: object) -> None:
        self.findings.append(Finding(fault, str(subject)))


class Checker:
    """One run over the chain and the days from `first` to `last` (both included; None: all).

    Wants a transaction that sees one instant (REPEATABLE READ). Memory grows with the entries of
    one day (about 250 bytes each), not with the log.
    """

    def __init__(self, session: AsyncSession, seals: Seals, *, now: datetime) -> None:
        self.report = Report()
        self._session = session
        self._seals = seals
        self._now = now
        self._doubtful: dict[bytes, bytes] = {}
        """Entries of blocks whose own columns, so their day too, cannot be trusted."""
        self._broken: set[int] = set()
        self._unsealed: Counter[date] = Counter()

    async def run(
        self, first: date | None = None, last: date | None = None, outside: Head | None = None
    ) -> Report:
        """Check all, and give the report."""
        await self._check_blocks(outside)
        for day in await self._days(first, last):
            await self._check_day(day)
        if first is None and last is None:
            for entry_id in self._doubtful:
                self.report.find(Fault.ROW_MISSING, UUID(bytes=entry_id))
        for day, count in sorted(self._unsealed.items()):
            self.report.find(Fault.ROWS_UNSEALED, f"{day} × {count}")
        return self.report

    async def _check_blocks(self, outside: Head | None) -> None:
        """The chain, always whole: each block by its own hash, then by its link."""
        number, before, sound = 0, FIRST_PREVIOUS, True
        outside_seen = outside is None
        blocks = select(AuditBlock).order_by(AuditBlock.number)
        async for block in await self._stream(blocks, 50):
            self.report.blocks += 1
            for lacking in range(number + 1, block.number):
                self.report.find(Fault.BLOCK_MISSING, lacking)
            code = self._seals.hash(block, hash_of(block.entries))
            whole = block.size * SLOT_BYTES == len(block.entries)
            follows = block.number == number + 1
            linked = not (follows and sound) or block.previous_hash == before
            good = code is not None and code == block.hash and whole and linked
            if not good:
                self._doubt(block)
            if outside is not None and block.number == outside.number:
                outside_seen = code == outside.hash
            number, before, sound = block.number, block.hash, good
            self.report.head = Head(block.number, block.hash)
            self._session.expunge(block)
        if not outside_seen and outside is not None:
            self.report.find(Fault.HEAD_DIFFERS, outside.number)

    def _doubt(self, block: AuditBlock) -> None:
        self.report.find(Fault.BLOCK_CHANGED, block.number)
        self._broken.add(block.number)
        self._doubtful.update(slots(block.entries))

    async def _days(self, first: date | None, last: date | None) -> list[date]:
        """Every day on which there is a row or a block, within the range asked for."""
        days = set(await self._session.scalars(select(AuditBlock.day).distinct()))
        for kind in _KINDS:
            ends = select(func.min(kind.model.at), func.max(kind.model.at))
            oldest, newest = (await self._session.execute(ends)).one()
            if oldest is not None:
                start, end = china_date(oldest), china_date(newest)
                days |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
        return sorted(d for d in days if (not first or d >= first) and (not last or d <= last))

    async def _check_day(self, day: date) -> None:
        for kind in _KINDS:
            sealed = await self._sealed_on(day, kind)
            start = china_midnight(day)
            columns = (getattr(kind.model, column) for column in kind.columns)
            rows = select(*columns, kind.model.digest).where(
                kind.model.at >= start, kind.model.at < start + timedelta(days=1)
            )
            async for row in await self._stream(rows, AT_ONCE):
                self.report.rows += 1
                self._check_row(row, kind, sealed, day)
            if day >= months_ago(china_date(self._now), kind.model.months_kept):
                for row_id in sealed:
                    self.report.find(Fault.ROW_MISSING, UUID(bytes=row_id))

    def _check_row(self, row: Any, kind: _Kind, sealed: dict[bytes, bytes], day: date) -> None:
        key = row.id.bytes
        expected = sealed.pop(key, None) or self._doubtful.pop(key, None)
        genuine = kind.digest(self._seals, row) == row.digest
        if not genuine:
            self.report.find(Fault.ROW_FORGED if expected is None else Fault.ROW_CHANGED, row.id)
        elif expected is not None and expected != row.digest:
            self.report.find(Fault.ROW_CHANGED, row.id)
        elif expected is None and row.at > self._now - LATE:
            self.report.pending += 1
        elif expected is None:
            self._unsealed[day] += 1

    async def _sealed_on(self, day: date, kind: _Kind) -> dict[bytes, bytes]:
        """Id → digest, of the day's blocks that can be trusted."""
        found: dict[bytes, bytes] = {}
        rows = select(AuditBlock.number, AuditBlock.entries).where(
            AuditBlock.day == day, AuditBlock.holds == kind.holds
        )
        async for number, entries in await self._stream(rows, 10):
            if number not in self._broken:
                found.update(slots(entries))
        return found

    async def _stream(self, statement: Any, at_once: int) -> Any:
        options = {"yield_per": at_once}
        if statement.column_descriptions[0]["expr"] is AuditBlock:
            return await self._session.stream_scalars(statement, execution_options=options)
        return await self._session.stream(statement, execution_options=options)
