"""Vacancies: grids that nobody serves, noticed and told on a clock, so that nobody has to look."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.cover_models import Absence, GridVacancy
from shequ_api.base.people.events import GridVacancyOver, GridVacant
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import Rows, in_force, live
from shequ_api.base.people.rules import SERVED_BY
from shequ_api.base.people.vacancy_rules import SHORTEST, TellingStep, lasts, step_due
from shequ_api.base.places.models import Grid
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

CLOSED_AT_ONCE, NOTED_AT_ONCE, TOLD_AT_ONCE = 2000, 2000, 500
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
    """Grids that have been vacant for too long by the rule of their district, and still are."""
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
            # No rule is shorter: this one bounds the index, the next one asks rule by rule.
            GridVacancy.since <= now - SHORTEST,
            lasts(TellingStep.COMMUNITY, now),
            ~_is_served(china_date(now)),
            Grid.ended_at.is_(None),
            *conditions,
        )
    )


async def note_vacancies(session: AsyncSession, now: datetime) -> None:
    """On a clock: close what is filled, note what is vacant, tell what has lasted too long."""
    on = china_date(now)
    await _close(session, on, now)
    found = (await session.execute(newly_vacant(on).limit(NOTED_AT_ONCE))).mappings()
    if noted := [{**grid, "id": new_id(), "since": now} for grid in found]:
        await session.execute(insert(GridVacancy).on_conflict_do_nothing(), noted)
    await _tell(session, on, now)


async def _close(session: AsyncSession, on: date, now: datetime) -> None:
    """End what is over, and tell of it where the vacancy itself was told."""
    over = or_(Grid.ended_at.is_not(None), Grid.id.in_(served(on)))
    found = (
        select(GridVacancy, Grid.ended_at.is_(None))
        .join(Grid, Grid.id == GridVacancy.grid_id)
        .where(GridVacancy.filled_at.is_(None), over)
        .order_by(GridVacancy.id)
        .limit(CLOSED_AT_ONCE)
        .with_for_update(of=GridVacancy, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for vacancy, is_served in await session.execute(found):
        vacancy.filled_at = max(now, vacancy.since)
        if vacancy.told_step:
            told = GridVacancyOver(**_facts(vacancy), served=is_served)
            record(session, told, now=now)
    await session.flush()


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


async def _tell(session: AsyncSession, on: date, now: datetime) -> None:
    """Tell the next step of what nobody serves still, by the rule that holds where it is."""
    silent = (
        select(GridVacancy, step_due(now))
        .join(Grid, Grid.id == GridVacancy.grid_id)
        .where(
            GridVacancy.filled_at.is_(None),
            GridVacancy.told_step < TellingStep.DISTRICT.value,
            GridVacancy.since <= now - SHORTEST,
            GridVacancy.told_step < step_due(now),
            # What was left to close by the next run is not told as vacant.
            ~_is_served(on),
            Grid.ended_at.is_(None),
        )
        .order_by(GridVacancy.since)
        .limit(TOLD_AT_ONCE)
        .with_for_update(of=GridVacancy, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for vacancy, step in await session.execute(silent):
        vacancy.told_step = step
        vacancy.announced_at = vacancy.announced_at or now
        record(session, GridVacant(**_facts(vacancy), step=step), now=now)


def _facts(vacancy: GridVacancy) -> dict[str, Any]:
    return {
        "subject_id": vacancy.grid_id,
        "district_id": vacancy.district_id,
        "vacancy_id": vacancy.id,
        "community_id": vacancy.community_id,
    }
