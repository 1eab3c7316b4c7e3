"""From a file to decisions: the same for the check and for the application."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.register.public import (
    Identity,
    IdNumberWrong,
    RegisterSeal,
    entries_at,
    identity_of,
    settled,
)
from shequ_api.features.register_imports.addresses import Directory, Dwelling
from shequ_api.features.register_imports.columns import Line, Reason, known_columns, read_line
from shequ_api.features.register_imports.matching import Decision, Known, Outcome, decide
from shequ_api.features.register_imports.queries import dwellings_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.sheets.reading import Sheet, read_sheet

AT_ONCE = 1_000
SURPLUS = Reason(None, "cells_beyond_header", "有超出表头的内容，请检查是否错列")


class ColumnsUnfit(Malformed):
    """Says which columns are missing or doubled."""

    code, title = "import_columns_unfit", "表头不符合要求，请参照模板"


class NoLines(Malformed):
    code, title = "import_without_lines", "文件里没有数据行"


Placed = tuple[Decision, Dwelling | None]


async def decisions_on(
    session: AsyncSession,
    seal: RegisterSeal,
    data: bytes,
    community_id: UUID,
    *,
    today: date,
) -> list[Placed]:
    """What becomes of each line, in the file's order. The entries that it means are locked.

    ColumnsUnfit, NoLines, and what `read_sheet` refuses.
    """
    sheet = await asyncio.to_thread(read_sheet, data)
    lines = list(_lines(sheet, today))
    if not lines:
        raise NoLines
    directory = Directory((await session.execute(dwellings_of(community_id))).all())
    meant = [None if line.reasons else directory.find(line) for line in lines]
    found = [one for one in meant if isinstance(one, Dwelling)]
    known = await _known_at(session, seal, sorted({dwelling.id for dwelling in found}))
    return [_decided(line, place, known, today) for line, place in zip(lines, meant, strict=True)]


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
    session: AsyncSession, seal: RegisterSeal, dwelling_ids: list[UUID]
) -> dict[UUID, list[Known]]:
    """Dwelling → whom the register knows there."""
    known: dict[UUID, list[Known]] = defaultdict(list)
    left = iter(dwelling_ids)
    while batch := list(islice(left, AT_ONCE)):
        for entry, stay in await session.execute(entries_at(batch)):
            known[entry.place_id].append(
                Known(
                    identity=identity_of(seal, entry),
                    row=entry,
                    stay=stay,
                    belonging=stay.belonging if stay else None,
                    seen_on=china_date(entry.verified_at),
                )
            )
    return known


def _decided(
    line: Line, place: Dwelling | Reason | None, known: dict[UUID, list[Known]], today: date
) -> Placed:
    if not isinstance(place, Dwelling):
        reasons = (*line.reasons, *([place] if place else []))
        return Decision(line, Outcome.REFUSED, reasons), None
    there = known[place.id]
    decision = decide(line, there, today=today)
    if decision.known is not None:
        decision.known.taken_by = line.number
    elif decision.outcome == Outcome.ENTERED and decision.identity is not None:
        # Whom the file itself brings is known to its later lines.
        there.append(
            Known(decision.identity, None, None, line.belonging, today, taken_by=line.number)
        )
    return decision, place
