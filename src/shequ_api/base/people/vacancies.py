"""Vacancies: grids that nobody serves, noticed and told on a clock, so that nobody has to look."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.cover_models import Absence, GridVacancy
from shequ_api.base.people.events import GridVacant
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import Rows, in_force, live
from shequ_api.base.people.rules import SERVED_BY, VACANT_TOO_LONG
from shequ_api.base.places.models import Grid
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

NOTED_AT_ONCE, TOLD_AT_ONCE = 2000, 500
"""In one run of the clock; the next one goes on."""


def served(on: date) -> Select[UUID | None]:
    """The grids in which somebody serves on a day.

    Whoever is absent does not, nor somebody whose account is shut; a cover does.
    """
    away = select(Absence.posting_id).where(
        Absence.cancelled_at.is_(None), Absence.starts_on <= on, Absence.ends_on > on
    )
    return (
        select(Posting.grid_id)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.role.in_(SERVED_BY.values()), Posting.grid_id.is_not(None))
        .where(in_force(on), live(), Posting.id.not_in(away))
    )


def _is_served(on: date) -> ColumnElement[bool]:
    """Of one of a few grids: looked up by its index."""
    return served(on).where(Posting.grid_id == Grid.id).correlate(Grid).exists()


def vacancy_lines(*conditions: ColumnElement[bool], now: datetime) -> Rows:
    """Grids that have been vacant for too long, and still are."""
    return (
        select(
            GridVacancy.id,
            GridVacancy.grid_id,
            Grid.code,
            Grid.name,
            Grid.kind,
            GridVacancy.community_id,
            GridVacancy.since,
            GridVacancy.announced_at,
        )
        .join(Grid, Grid.id == GridVacancy.grid_id)
        .where(
            GridVacancy.filled_at.is_(None),
            GridVacancy.since <= now - VACANT_TOO_LONG,
            ~_is_served(china_date(now)),
            Grid.ended_at.is_(None),
            *conditions,
        )
    )


async def note_vacancies(session: AsyncSession, now: datetime) -> None:
    """On a clock: close what is filled, note what is vacant, tell what has lasted too long."""
    on = china_date(now)
    over = or_(Grid.ended_at.is_not(None), Grid.id.in_(served(on)))
    filled = (GridVacancy.filled_at.is_(None), Grid.id == GridVacancy.grid_id, over)
    closing = update(GridVacancy).where(*filled)
    await session.execute(
        closing.values(filled_at=func.greatest(now, GridVacancy.since)),
        execution_options={"synchronize_session": False},
    )
    found = (await session.execute(newly_vacant(on).limit(NOTED_AT_ONCE))).mappings()
    if noted := [{**grid, "id": new_id(), "since": now} for grid in found]:
        await session.execute(insert(GridVacancy).on_conflict_do_nothing(), noted)
    await _tell(session, now)


def newly_vacant(on: date) -> Rows:
    """Grids that nobody serves and of which this is not noted yet."""
    noted = select(GridVacancy.grid_id).where(GridVacancy.filled_at.is_(None))
    return select(
        Grid.id.label("grid_id"),
        Grid.community_id,
        Grid.subdistrict_id,
        Grid.district_id,
        Grid.city_id,
    ).where(
        Grid.kind.in_(SERVED_BY),
        Grid.ended_at.is_(None),
        # Sets, each read once and hashed: rows looked up one by one are too slow where the
        # statistics do not know yet how many there are.
        Grid.id.not_in(noted),
        Grid.id.not_in(served(on)),
    )


async def _tell(session: AsyncSession, now: datetime) -> None:
    silent = (
        select(GridVacancy)
        .where(
            GridVacancy.filled_at.is_(None),
            GridVacancy.announced_at.is_(None),
            GridVacancy.since <= now - VACANT_TOO_LONG,
        )
        .order_by(GridVacancy.since)
        .limit(TOLD_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for vacancy in await session.scalars(silent):
        vacancy.announced_at = now
        fact = GridVacant(
            subject_id=vacancy.grid_id,
            district_id=vacancy.district_id,
            vacancy_id=vacancy.id,
            community_id=vacancy.community_id,
        )
        record(session, fact, now=now)
