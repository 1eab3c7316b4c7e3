"""From a file to decisions: the same for the check and for the application."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consents import SENSITIVE, who_withdrew
from shequ_api.base.register.queries import entries_at, moved_from
from shequ_api.base.register.rules import Identity, IdNumberWrong, settled
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.turns import take_turns
from shequ_api.features.register_imports.addresses import Directory, Dwelling
from shequ_api.features.register_imports.columns import (
    Line,
    Reason,
    known_columns,
    read_line,
    read_register_sheet,
)
from shequ_api.features.register_imports.matching import (
    Decision,
    Household,
    Known,
    Outcome,
    decide,
)
from shequ_api.features.register_imports.queries import dwellings_of
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.sheets.reading import Sheet

AT_ONCE = 1_000
SURPLUS = Reason(None, "cells_beyond_header", "有超出表头的内容，请检查是否错列")


class ColumnsUnfit(Malformed):
    """Says which columns are missing or doubled."""

    code, title = "import_columns_unfit", "表头不符合要求，请参照模板"


class NoLines(Malformed):
    code, title = "import_without_lines", "文件里没有数据行"


Placed = tuple[Decision, Dwelling | None]
Meant = Dwelling | Reason | None
Households = dict[UUID, Household]


async def decisions_on(
    session: AsyncSession,
    seal: RegisterSeal,
    data: bytes,
    community_id: UUID,
    *,
    today: date,
    lock: bool,
) -> list[Placed]:
    """What becomes of each line, in the file's order.

    `lock`: the dwellings' turns are taken and the entries locked, until the transaction ends.
    ColumnsUnfit, NoLines, and what `read_sheet` refuses.
    """
    lines = await lines_of(session, data, today=today)
    if not lines:
        raise NoLines
    rows = (await session.execute(dwellings_of(community_id))).all()
    meant = await aside(session, _meant, lines, rows)
    ids = sorted({place.id for place in meant if isinstance(place, Dwelling)})
    if lock:
        await take_turns(session, ids)
    known = await _known_at(session, seal, ids, lock=lock)
    return await aside(session, _decisions, lines, meant, known, today)


async def lines_of(session: AsyncSession, data: bytes, *, today: date) -> list[Line]:
    """What a file says. ColumnsUnfit, and what `read_sheet` refuses."""
    sheet = await aside(session, read_register_sheet, data)
    return await aside(session, lambda: list(_lines(sheet, today)))


def _meant(lines: Iterable[Line], rows: Iterable[Any]) -> list[Meant]:
    directory = Directory(rows)
    return [None if line.reasons else directory.find(line) for line in lines]


def _lines(sheet: Sheet, today: date) -> Iterator[Line]:
    columns, faults = known_columns(sheet.header)
    if faults:
        raise ColumnsUnfit(columns=[fault.as_dict() for fault in faults])

    def id_number_fault(number: str) -> str | None:
        try:
            settled(Identity(name="某人", id_number=number), today=today)
        except IdNumberWrong as wrong:
            return wrong.title
        return None

    for row in sheet.rows:
        line = read_line(row.number, row.cells, columns, id_number_fault=id_number_fault)
        extra = [SURPLUS] if row.surplus else []
        extra += [
            Reason(title, "day_ahead", "日期不能晚于今天")
            for title, day in (("入住日期", line.starts_on), ("核实日期", line.verified_on))
            if day is not None and day > today
        ]
        yield line.with_reasons(extra) if extra else line


async def _known_at(
    session: AsyncSession, seal: RegisterSeal, dwelling_ids: Sequence[UUID], *, lock: bool
) -> Households:
    """Dwelling → whom the register knows there, and who has left for elsewhere."""
    known: Households = defaultdict(Household)
    for start in range(0, len(dwelling_ids), AT_ONCE):
        batch = dwelling_ids[start : start + AT_ONCE]
        here = (await session.execute(entries_at(batch, lock=lock))).all()
        gone = (await session.execute(moved_from(batch))).all()
        ids = {row[0].person_id for row in (*here, *gone)} - {None}
        withdrawn = await who_withdrew(session, ids, SENSITIVE)
        await aside(session, _learn, known, seal, here, gone, withdrawn)
    return known


def _learn(
    known: Households,
    seal: RegisterSeal,
    here: Iterable[Any],
    gone: Iterable[Any],
    withdrawn: Collection[UUID],
) -> None:
    left: dict[tuple[UUID, UUID], date] = {}
    for entry, place_id, left_on in gone:
        left[entry.id, place_id] = left_on
        if entry.place_id != place_id:
            known[place_id].gone.add(_in_clear(seal, entry, None, left_on, withdrawn))
    for entry, stay in here:
        left_on = None if stay else left.get((entry.id, entry.place_id))
        known[entry.place_id].here.add(_in_clear(seal, entry, stay, left_on, withdrawn))


def _in_clear(
    seal: RegisterSeal, entry: Any, stay: Any, left_on: date | None, withdrawn: Collection[UUID]
) -> Known:
    seen_on = china_date(entry.verified_at)
    if stay is None and left_on is None and entry.ended_at is not None:
        left_on = china_date(entry.ended_at)
    known = Known(identity_of(seal, entry), entry, stay, seen_on, left_on)
    known.withdrawn = entry.person_id in withdrawn
    return known


def _decisions(
    lines: Iterable[Line], meant: Iterable[Meant], known: Households, today: date
) -> list[Placed]:
    return [_decided(line, place, known, today) for line, place in zip(lines, meant, strict=True)]


def _decided(line: Line, place: Meant, known: Households, today: date) -> Placed:
    if not isinstance(place, Dwelling):
        reasons = (*line.reasons, *([place] if place else []))
        return Decision(line, Outcome.REFUSED, reasons), None
    return decide(line, known[place.id], today=today), place
