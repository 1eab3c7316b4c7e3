"""When vacancies are told, and to whom next: a district's own rule, else its city's, else ours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.vacancy_models import VacancyRule
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.errors import Forbidden, NotNow

RULED_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.CITY})
"""Kinds of place that have a rule of their own."""
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=60)
"""Of all rules, whoever sets them."""


class TellingStep(IntEnum):
    """How far up a vacancy was told."""

    NOBODY = 0
    COMMUNITY = 1
    SUBDISTRICT = 2
    DISTRICT = 3


class VacancyDays(NamedTuple):
    """Whole days since a grid is vacant, each longer than the one before."""

    community_days: int
    subdistrict_days: int
    district_days: int


DEFAULT_DAYS = VacancyDays(3, 7, 14)
_COLUMNS: Mapping[TellingStep, str] = {
    TellingStep.COMMUNITY: "community_days",
    TellingStep.SUBDISTRICT: "subdistrict_days",
    TellingStep.DISTRICT: "district_days",
}


class RuleIsAnothers(Forbidden):
    code, title = "rule_is_anothers", "只能制定本区（本市）的空岗提醒规则"


class RuleJustChanged(NotNow):
    """Two set one at the same moment; the other was first."""

    code, title = "vacancy_rule_just_changed", "规则刚刚被他人修改，请查看后再试"


def _newest(place_id: Any, column: str) -> ColumnElement[int | None]:
    """Days of a place's newest edition, None where it has none or follows those above."""
    of_place = select(getattr(VacancyRule, column)).where(VacancyRule.place_id == place_id)
    newest = of_place.order_by(VacancyRule.version.desc()).limit(1)
    found: ColumnElement[int | None] = newest.correlate(GridVacancy).scalar_subquery()
    return found


def days_until(step: TellingStep) -> ColumnElement[int]:
    """Days after which a vacancy is told at a step, by the rule that holds where it is."""
    column = _COLUMNS[step]
    own, above = (_newest(of, column) for of in (GridVacancy.district_id, GridVacancy.city_id))
    return func.coalesce(own, above, getattr(DEFAULT_DAYS, column))


def lasts(step: TellingStep, now: datetime) -> ColumnElement[bool]:
    """Whether a vacancy has lasted so long that it is told at a step."""
    return GridVacancy.since <= literal(now) - func.make_interval(0, 0, 0, days_until(step))


def step_due(now: datetime) -> ColumnElement[int]:
    """How far up a vacancy should have been told by now."""
    steps = sorted(_COLUMNS, reverse=True)
    return case(*((lasts(step, now), step.value) for step in steps), else_=TellingStep.NOBODY.value)


async def editions_of(session: AsyncSession, place: Place) -> dict[UUID, VacancyRule]:
    """The newest editions of the district and the city in which a place lies, by whose they are."""
    above = [each for each in (place.district_id, place.city_id) if each is not None]
    newest = (
        select(VacancyRule)
        .ext(distinct_on(VacancyRule.place_id))
        .where(VacancyRule.place_id.in_(above))
        .order_by(VacancyRule.place_id, VacancyRule.version.desc())
    )
    return {rule.place_id: rule for rule in await session.scalars(newest)}


class Ruling(NamedTuple):
    """The days that hold at a place."""

    days: VacancyDays
    source_id: UUID | None
    """The district or city whose they are; None: nobody has set any."""
    version: int
    """Of the place's own editions; 0: there are none."""


async def ruling_at(session: AsyncSession, place: Place) -> Ruling:
    """What holds at a place: its district's rule, else its city's, else the default."""
    found = await editions_of(session, place)
    own = found.get(place.id)
    version = own.version if own else 0
    for place_id in (place.district_id, place.city_id):
        rule = found.get(place_id) if place_id else None
        if rule is not None and (days := days_of(rule)) is not None:
            return Ruling(days, place_id, version)
    return Ruling(DEFAULT_DAYS, None, version)


def days_of(rule: VacancyRule) -> VacancyDays | None:
    """An edition's days; None where it follows those above."""
    given = (rule.community_days, rule.subdistrict_days, rule.district_days)
    return VacancyDays(*(each for each in given if each is not None)) if all(given) else None


async def set_rule(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    days: VacancyDays | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """The next edition of a district's or city's rule; `days` None: as those above have it.

    `version` is that of the edition before. It acts on the next run of the clock.
    """
    refuse_another(actor, place)
    made = VacancyRule(
        place_id=place.id,
        version=version + 1,
        **(days._asdict() if days else {}),
        set_at=now,
        set_by_id=actor.person_id,
    )
    session.add(made)
    await session.flush()


def refuse_another(actor: Actor, place: Place) -> None:
    """Each sets the rule of their own district or city, not of one below."""
    if not actor.serves_at(place.id) or place.kind not in RULED_AT:
        raise RuleIsAnothers
