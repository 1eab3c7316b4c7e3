"""From a file about people to decisions: the same for the check and for the application."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consents import SENSITIVE, who_withdrew
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.register.queries import entries_at, moved_from, places_of
from shequ_api.base.register.rules import Identity
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.sheets.addresses import Directory, Spot
from shequ_api.base.register.sheets.columns import SURPLUS, Reason
from shequ_api.base.register.sheets.outcomes import LineOutcome, Planned, meaning_of
from shequ_api.base.register.sheets.refusals import ColumnsUnfit, NoLines
from shequ_api.base.register.turns import take_turns
from shequ_api.features.register_sheets.columns import TITLES, Line, known_columns, read_line
from shequ_api.features.register_sheets.matching import Decision, Household, Known, decide
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import china_date
from shequ_api.kit.sheets.reading import Sheet, read_sheet

AT_ONCE = 1_000
HEAD_DOUBLED = Reason("与户主关系", "head_doubled", "同一住房的同一户有多位户主，请核对")

Plan = Planned[Decision]
Meant = Spot | Reason | None
Households = dict[UUID, Household]
Placed = tuple[Decision, Spot | None]


async def decisions_on(
    session: AsyncSession,
    seal: RegisterSeal,
    data: bytes,
    community_id: UUID,
    *,
    today: date,
    lock: bool,
) -> list[Plan]:
    """What becomes of each line, in the file's order.

    `lock`: the dwellings' turns are taken and the entries locked, until the transaction ends.
    ColumnsUnfit, NoLines, and what `read_sheet` refuses.
    """
    lines = await lines_of(session, data, today=today)
    if not lines:
        raise NoLines
    rows = (await session.execute(places_of(community_id, [PlaceKind.DWELLING]))).all()
    meant = await aside(session, _meant, lines, rows)
    ids = sorted({place.id for place in meant if isinstance(place, Spot)})
    if lock:
        await take_turns(session, ids)
    known = await _known_at(session, seal, ids, lock=lock)
    return await aside(session, _plans, lines, meant, known, today)


async def lines_of(session: AsyncSession, data: bytes, *, today: date) -> list[Line]:
    """What a file says. ColumnsUnfit, and what `read_sheet` refuses."""
    sheet = await aside(session, read_sheet, data, TITLES)
    return await aside(session, lambda: list(_lines(sheet, today)))


async def named_in(session: AsyncSession, data: bytes, *, today: date) -> list[Identity]:
    """Whom a file names. What `lines_of` refuses."""
    return [line.identity for line in await lines_of(session, data, today=today)]


def _meant(lines: Iterable[Line], rows: Iterable[Any]) -> list[Meant]:
    directory = Directory(rows)
    return [None if line.reasons else directory.dwelling(line) for line in lines]


def _lines(sheet: Sheet, today: date) -> Iterator[Line]:
    columns, faults = known_columns(sheet.header)
    if faults:
        raise ColumnsUnfit(columns=[fault.as_dict() for fault in faults])
    for row in sheet.rows:
        line = read_line(row.number, row.cells, columns, today=today)
        yield line.with_reasons([SURPLUS]) if row.surplus else line


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


def _plans(
    lines: Iterable[Line], meant: Iterable[Meant], known: Households, today: date
) -> list[Plan]:
    placed = [_decided(line, place, known, today) for line, place in zip(lines, meant, strict=True)]
    return [
        Planned(decision, place, _meaning_of(decision, place))
        for decision, place in _one_head_each(placed, known)
    ]


def _decided(line: Line, place: Meant, known: Households, today: date) -> Placed:
    if not isinstance(place, Spot):
        reasons = (*line.reasons, *([place] if place else []))
        return Decision(line, LineOutcome.REFUSED, reasons), None
    return decide(line, known[place.id], today=today), place


def _one_head_each(placed: Sequence[Placed], known: Households) -> list[Placed]:
    """Whoever would be a household's second head is refused; who is refused makes no room."""
    found = list(placed)
    while doubled := _second_heads(found, known):
        found = [(_refused_as_head(one) if one.number in doubled else one, at) for one, at in found]
    return found


def _second_heads(placed: Sequence[Placed], known: Households) -> set[int]:
    """Lines that would give a household another head; one who goes on as its head keeps it."""
    changing = {id(one.known): one for one, _ in placed if one.known and one.stay is not None}
    claims = [(one, (at.id, one.heads)) for one, at in placed if at and one.heads is not None]
    heads: dict[tuple[UUID, int | None], int] = {}
    for place_id in {seat[0] for _, seat in claims}:
        for household, sitting in known[place_id].heads():
            change = changing.get(id(sitting))
            if change is None or change.heads == household:
                heads[place_id, household] = id(sitting)
    return {one.number for one, seat in claims if heads.setdefault(seat, who := _who(one)) != who}


def _who(decision: Decision) -> int:
    """The same for all that is decided about one person, whom the register knows or not."""
    return id(decision.known or decision)


def _refused_as_head(decision: Decision) -> Decision:
    return Decision(decision.line, LineOutcome.REFUSED, (*decision.reasons, HEAD_DOUBLED))


def _meaning_of(decision: Decision, place: Spot | None) -> bytes | None:
    rows, left_on = list[Any](), []
    if (known := decision.known) is not None:
        rows, left_on = [known.row, known.stay], [known.left_on]
    return meaning_of(decision.outcome, place and place.id, rows, *left_on)
