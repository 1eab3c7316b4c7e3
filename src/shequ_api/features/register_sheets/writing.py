"""Writing what was decided into the register: as door visits would, many lines at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Entry
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import new_entry, rewrite
from shequ_api.base.register.service.occupancies import give_way, settle_in
from shequ_api.base.register.service.renewing import believe_since, noon_of
from shequ_api.base.register.sheets.addresses import Spot
from shequ_api.base.register.sheets.outcomes import WRITTEN
from shequ_api.features.register_sheets.columns import Line
from shequ_api.features.register_sheets.matching import Decision
from shequ_api.features.register_sheets.reading import Plan
from shequ_api.kit.aside import aside

AT_ONCE = 1_000
Batch = Sequence[tuple[Decision, Spot]]


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
    by: dict[str, Any] = {"origin": origin, "actor_id": actor_id, "now": now}
    changes = [
        (plan.decision, plan.place)
        for plan in planned
        if plan.place is not None and plan.decision.outcome in WRITTEN
    ]
    # Former stays are over before any other begins: one at a time is alive, one head at a time.
    successors = _end_former(changes, now)
    await session.flush()
    for start in range(0, len(changes), AT_ONCE):
        batch = changes[start : start + AT_ONCE]
        entries = await aside(session, _entries, session, seal, batch, by)
        await session.flush()
        for (decision, _), entry in zip(batch, entries, strict=True):
            _stay(session, decision, entry, successors.get(decision.number), by)
        await session.flush()
    return {place.row.micro_grid_id for _, place in changes}


def _end_former(changes: Batch, now: datetime) -> Mapping[int, UUID]:
    """Line → the id of the stay that follows another."""
    return {
        decision.number: give_way(decision.known.stay, decision.stay.starts_on, now=now)
        for decision, _ in changes
        if decision.stay is not None
        and decision.known is not None
        and decision.known.stay is not None
    }


def _entries(
    session: AsyncSession, seal: RegisterSeal, batch: Batch, by: dict[str, Any]
) -> list[Entry]:
    """The entries of the lines, as they are from now on."""
    return [
        _new(session, seal, decision, spot, by)
        if decision.known is None
        else _rewritten(session, seal, decision, decision.known.row, by)
        for decision, spot in batch
    ]


def _new(
    session: AsyncSession,
    seal: RegisterSeal,
    decision: Decision,
    spot: Spot,
    by: dict[str, Any],
) -> Entry:
    assert decision.identity is not None, "a line that is entered says who"
    columns = [column.key for column in Place.__table__.columns]
    place = Place(**{key: getattr(spot.row, key) for key in columns})
    entry = new_entry(seal, place, decision.identity, **by)
    if seen_at := _seen_at(decision.line):
        believe_since(entry, seen_at)
    session.add(entry)
    return entry


def _rewritten(
    session: AsyncSession, seal: RegisterSeal, decision: Decision, entry: Entry, by: dict[str, Any]
) -> Entry:
    """A file without a day proves no new look; an older one than the last, none either."""
    assert decision.identity is not None, "a line that changes an entry says to what"
    before = entry.verified_at
    rewrite(session, seal, entry, decision.identity, **by)
    believe_since(entry, max(_seen_at(decision.line) or before, before))
    entry.ended_at = None
    return entry


def _stay(
    session: AsyncSession,
    decision: Decision,
    entry: Entry,
    successor: UUID | None,
    by: dict[str, Any],
) -> None:
    seen_at = _seen_at(decision.line)
    if decision.stay is not None:
        occupancy: Any = settle_in(session, entry, decision.stay, occupancy_id=successor, **by)
    else:
        occupancy = decision.known and decision.known.stay
        if occupancy is not None and decision.relation is not None:
            occupancy.relation = decision.relation
        if occupancy is None or seen_at is None or seen_at < occupancy.verified_at:
            return
    if seen_at is not None:
        believe_since(occupancy, seen_at)


def _seen_at(line: Line) -> datetime | None:
    return noon_of(line.verified_on) if line.verified_on else None
