"""Keeping coverage: places taken up, visits noted, places that are gone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.following import below
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.check_ins.public import last_check_in_at
from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.rules import NEVER, OFFLINE_AT_MOST, CoveredKind
from shequ_api.features.patrol_tasks.public import last_done_on
from shequ_api.features.patrols.public import last_visit_at
from shequ_api.kit.clock import china_date

AT_ONCE = 40_000
"""Places taken up in one run of the clock, in a few seconds; the next one goes on. A new district
of 450,000 dwellings is taken up in half an hour."""
KINDS = [PlaceKind(kind.value) for kind in CoveredKind]


def _rows(day: date) -> Select[*tuple[Any, ...]]:
    """Rows of coverage for places that stand in a community."""
    place: Any = Place
    return select(
        *(each.label(name) for name, each in located_at(place).items()),
        cast(Place.kind, Text).label("kind"),
        literal(day).label("last_visited_on"),
    ).where(Place.kind.in_(KINDS), Place.ended_at.is_(None), Place.community_id.is_not(None))


async def take_up(session: AsyncSession, _: datetime) -> None:
    """On a clock: give a row to each place that has none yet."""
    known = exists().where(Coverage.place_id == Place.id)
    await _enter(session, _rows(NEVER).where(~known).limit(AT_ONCE), NEVER)


async def note_visit(session: AsyncSession, place_id: UUID, day: date) -> None:
    """Somebody was at a place on a day. Told twice, or late, it changes nothing."""
    await _enter(session, _rows(day).where(Place.id == place_id), day)


async def _enter(session: AsyncSession, rows: Select[*tuple[Any, ...]], day: date) -> None:
    new = insert(Coverage).from_select([str(one.key) for one in rows.selected_columns], rows)
    later = new.on_conflict_do_update(
        index_elements=["place_id"],
        set_={
            "last_visited_on": func.greatest(Coverage.last_visited_on, literal(day)),
            "taken_back_on": None,
        },
        where=Coverage.last_visited_on < day,
    )
    await session.execute(later)


async def recount(session: AsyncSession, place_id: UUID, now: datetime) -> None:
    """Some visit to a place counts no more: the last one is the last of those that do.

    Told in any order, or twice, it finds the truth: the row is locked, so that what is noted
    meanwhile comes behind.
    """
    here = select(Coverage).where(Coverage.place_id == place_id).with_for_update()
    kept = await session.scalar(here.execution_options(populate_existing=True))
    if kept is None:
        return
    made = (
        await last_visit_at(session, kept),
        await last_check_in_at(session, place_id, OFFLINE_AT_MOST),
    )
    days = [china_date(at) for at in made if at is not None]
    done_on = await last_done_on(session, place_id)
    last = max([*days, done_on or NEVER], default=NEVER)
    if last < kept.last_visited_on:
        kept.last_visited_on, kept.taken_back_on = last, china_date(now)


async def forget_below(session: AsyncSession, place_id: UUID) -> None:
    """Nobody is to go where nothing stands any more."""
    gone = select(Place.id).where(below(Place, [place_id]))
    await session.execute(
        delete(Coverage).where(Coverage.place_id.in_(gone)),
        execution_options={"synchronize_session": False},
    )
