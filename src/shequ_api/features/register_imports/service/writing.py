"""Writing what was decided into the register: as door visits would, many lines at once."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import Source
from shequ_api.base.register.models import Entry
from shequ_api.base.register.rules import Origin, Stay
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import new_entry, rewrite
from shequ_api.base.register.service.occupancies import give_way, settle_in
from shequ_api.base.register.service.renewing import believe_since
from shequ_api.features.register_imports.addresses import Dwelling
from shequ_api.features.register_imports.columns import Line
from shequ_api.features.register_imports.matching import Decision, Outcome
from shequ_api.features.register_imports.models import RegisterImport
from shequ_api.features.register_imports.service.reading import Placed
from shequ_api.kit.aside import aside
from shequ_api.kit.clock import CHINA

NOON = time(12)
AT_ONCE = 1_000
WRITTEN = frozenset({Outcome.ENTERED, Outcome.UPDATED, Outcome.CONFIRMED})
Batch = Sequence[tuple[Decision, Dwelling]]


async def write_lines(
    session: AsyncSession,
    seal: RegisterSeal,
    received: RegisterImport,
    placed: Sequence[Placed],
    *,
    now: datetime,
) -> set[UUID | None]:
    """Write the lines that change something; the micro-grids in which they do."""
    origin = Origin(source=Source.IMPORT, source_id=received.id)
    by: dict[str, Any] = {"origin": origin, "actor_id": received.requested_by_id, "now": now}
    changes = [
        (decision, dwelling)
        for decision, dwelling in placed
        if dwelling is not None and decision.outcome in WRITTEN
    ]
    for start in range(0, len(changes), AT_ONCE):
        batch = changes[start : start + AT_ONCE]
        # The former stay is over before the next begins: one at a time is alive.
        entries, successors = await aside(session, _entries, session, seal, batch, by)
        await session.flush()
        for (decision, _), entry, successor in zip(batch, entries, successors, strict=True):
            _stay(session, decision, entry, successor, by)
        await session.flush()
    return {dwelling.row.micro_grid_id for _, dwelling in changes}


def _entries(
    session: AsyncSession, seal: RegisterSeal, batch: Batch, by: dict[str, Any]
) -> tuple[list[Entry], list[UUID | None]]:
    """The entries of the lines, as they are from now on, and ids for stays that follow another."""
    entries: list[Entry] = []
    successors: list[UUID | None] = []
    for decision, dwelling in batch:
        known, successor = decision.known, None
        if known is None:
            entries.append(_new(session, seal, decision, dwelling, by))
        else:
            entries.append(_rewritten(session, seal, decision, known.row, by))
            if known.stay is not None and decision.stay_from is not None:
                successor = give_way(known.stay, decision.stay_from, now=by["now"])
        successors.append(successor)
    return entries, successors


def _new(
    session: AsyncSession,
    seal: RegisterSeal,
    decision: Decision,
    dwelling: Dwelling,
    by: dict[str, Any],
) -> Entry:
    assert decision.identity is not None, "a line that is entered says who"
    columns = [column.key for column in Place.__table__.columns]
    place = Place(**{key: getattr(dwelling.row, key) for key in columns})
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
    if decision.stay_from is not None:
        stay = Stay(belonging=str(decision.line.belonging), starts_on=decision.stay_from)
        occupancy: Any = settle_in(session, entry, stay, occupancy_id=successor, **by)
    else:
        occupancy = decision.known and decision.known.stay
        if occupancy is None or seen_at is None or seen_at < occupancy.verified_at:
            return
    if seen_at is not None:
        believe_since(occupancy, seen_at)


def _seen_at(line: Line) -> datetime | None:
    return datetime.combine(line.verified_on, NOON, CHINA) if line.verified_on else None
