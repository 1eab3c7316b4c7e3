"""Many premises at once, out of one file: what would become of each line, and writing it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register.models import Premises
from shequ_api.base.register.queries import places_of
from shequ_api.base.register.rules import Identity, Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.renewing import believe_since, noon_of
from shequ_api.base.register.sheets.addresses import Directory, Spot
from shequ_api.base.register.sheets.columns import SURPLUS, Reason
from shequ_api.base.register.sheets.outcomes import WRITTEN, LineOutcome, Planned, meaning_of
from shequ_api.base.register.sheets.refusals import ColumnsUnfit, NoLines
from shequ_api.base.register.turns import take_turns
from shequ_api.features.register_premises.matching import Decision, Known, Street, decide
from shequ_api.features.register_premises.service import (
    Particulars,
    facts_of,
    new_premises,
    rewrite,
)
from shequ_api.features.register_premises.sheet import (
    TITLES,
    PremisesLine,
    known_columns,
    read_line,
)
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import china_date
from shequ_api.kit.sheets.reading import Sheet, read_sheet

AT_ONCE = 1_000
WHERE_PREMISES_ARE = (
    *(PlaceKind.COMMUNITY, PlaceKind.COMPOUND, PlaceKind.BUILDING),
    *(PlaceKind.UNIT, PlaceKind.DWELLING),
)
Plan = Planned[Decision]
Meant = Spot | Reason | None


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

    `lock`: the community's premises are locked until the transaction ends, and none is entered
    meanwhile where the file says that some are. ColumnsUnfit, NoLines,
    and what `read_sheet` refuses.
    """
    lines = await _lines_of(session, data, today=today)
    if not lines:
        raise NoLines
    places = (await session.execute(places_of(community_id, WHERE_PREMISES_ARE))).all()
    meant = await aside(session, _meant, lines, places)
    known = select(Premises).where(Premises.community_id == community_id).order_by(Premises.id)
    if lock:
        await take_turns(session, list({spot.id for spot in meant if isinstance(spot, Spot)}))
        known = known.with_for_update()
    rows = list(await session.scalars(known))
    return await aside(session, _plans, lines, meant, seal, rows, today)


async def named_in(session: AsyncSession, data: bytes, *, today: date) -> list[Identity]:
    """Whom a file names: the keepers. ColumnsUnfit, and what `read_sheet` refuses."""
    return [line.keeper for line in await _lines_of(session, data, today=today)]


async def write_lines(
    session: AsyncSession,
    seal: RegisterSeal,
    planned: Sequence[Plan],
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> set[UUID | None]:
    """Write the lines that change something; the micro-grids in which they do."""
    by = {"origin": origin, "actor_id": actor_id, "now": now}
    changes = [plan for plan in planned if plan.decision.outcome in WRITTEN]
    grids: set[UUID | None] = set()
    for start in range(0, len(changes), AT_ONCE):
        batch = changes[start : start + AT_ONCE]
        grids |= await aside(session, _written, session, seal, batch, by)
        await session.flush()
    return grids


async def _lines_of(session: AsyncSession, data: bytes, *, today: date) -> list[PremisesLine]:
    sheet = await aside(session, read_sheet, data, TITLES)
    return await aside(session, lambda: list(_lines(sheet, today)))


def _lines(sheet: Sheet, today: date) -> Iterator[PremisesLine]:
    columns, faults = known_columns(sheet.header)
    if faults:
        raise ColumnsUnfit(columns=[fault.as_dict() for fault in faults])
    for row in sheet.rows:
        more = (SURPLUS,) if row.surplus else ()
        yield read_line(row.number, row.cells, columns, today=today).refused_for(more)


def _meant(lines: Iterable[PremisesLine], rows: Iterable[Any]) -> list[Meant]:
    directory = Directory(rows)
    return [None if line.reasons else directory.place(line) for line in lines]


def _plans(
    lines: Sequence[PremisesLine],
    meant: Sequence[Meant],
    seal: RegisterSeal,
    rows: Iterable[Premises],
    today: date,
) -> list[Plan]:
    sites = {
        (line.credit_code, place.id)
        for line, place in zip(lines, meant, strict=True)
        if line.credit_code and isinstance(place, Spot)
    }
    street = Street((_in_clear(seal, row) for row in rows), sites)
    return [_planned(line, place, street, today) for line, place in zip(lines, meant, strict=True)]


def _in_clear(seal: RegisterSeal, row: Premises) -> Known:
    closed_on = china_date(row.ended_at) if row.ended_at is not None else None
    said = Particulars(**facts_of(seal, row))
    return Known(said, row.place_id, row, china_date(row.verified_at), closed_on)


def _planned(line: PremisesLine, place: Meant, street: Street, today: date) -> Plan:
    if line.reasons or isinstance(place, Reason):
        reasons = (*line.reasons, *([place] if isinstance(place, Reason) else []))
        return Planned(Decision(line, LineOutcome.REFUSED, reasons), None, None)
    decision = decide(line, street, place, today=today)
    rows = [decision.known.row] if decision.known else []
    return Planned(decision, place, meaning_of(decision.outcome, place.id if place else None, rows))


def _written(
    session: AsyncSession, seal: RegisterSeal, batch: Sequence[Plan], by: dict[str, Any]
) -> set[UUID | None]:
    grids: set[UUID | None] = set()
    for plan in batch:
        decision = plan.decision
        assert decision.said is not None, "a line that is written says what"
        row = decision.known.row if decision.known is not None else None
        verified_on = decision.line.verified_on
        seen_at = noon_of(verified_on) if verified_on else None
        if row is None:
            assert plan.place is not None, "premises that are entered are somewhere"
            row = new_premises(seal, _place_of(plan.place), decision.said, **by)
            session.add(row)
        else:
            # A file without a day proves no new look; an older one than the last, none either.
            before = row.verified_at
            rewrite(session, seal, row, decision.said, **by)
            seen_at = max(seen_at or before, before)
        if seen_at is not None:
            believe_since(row, seen_at)
        grids.add(row.micro_grid_id)
    return grids


def _place_of(spot: Spot) -> Place:
    columns = [column.key for column in Place.__table__.columns]
    return Place(**{key: getattr(spot.row, key) for key in columns})
