"""From rows to points: days, tallies, lines, and the formula's steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import is_workday
from shequ_api.features.performance_inputs.public import (
    PerformanceMonth,
    PerformanceReview,
    note_absences,
    services_of,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.queries import kinds_of
from shequ_api.features.performance_schemes.public import (
    MEASURES,
    ONE_DAY,
    Days,
    Effect,
    Indicator,
    Kind,
    MeasureSource,
    PerformanceScheme,
    Stretch,
    days_of,
    each_day,
    last_day,
    line_of,
    score_of,
    tally,
)

Person = UUID
Scored = tuple[int | None, dict[str, Any]]
"""Hundredths of points, and the formula with its inputs."""


async def score(session: AsyncSession, month: PerformanceMonth, until: date, now: datetime) -> None:
    """Work out all reviews of a month by its scheme, as its rows are."""
    await note_absences(session, month)
    scheme = await session.get_one(PerformanceScheme, month.scheme_id)
    found = await scored(session, month, scheme.indicators, until)
    rows = [
        {"id": key, "score_hundredths": points, "result": result, "computed_at": now}
        for key, (points, result) in found.items()
    ]
    if rows:
        await session.execute(update(PerformanceReview), rows)


async def score_one(
    session: AsyncSession, month: PerformanceMonth, review: PerformanceReview, now: datetime
) -> None:
    """Work out one review again, after a correction."""
    scheme = await session.get_one(PerformanceScheme, month.scheme_id)
    only = PerformanceReview.id == review.id
    found = await scored(session, month, scheme.indicators, month.counted_to, only)
    review.score_hundredths, review.result = found[review.id]
    review.computed_at = now
    await session.flush()


async def scored(
    session: AsyncSession,
    month: PerformanceMonth,
    indicators: Sequence[Mapping[str, Any]],
    until: date,
    *conditions: ColumnElement[bool],
) -> dict[UUID, Scored]:
    """What these indicators make of a month's reviews. Changes nothing."""
    of_month = select(PerformanceReview.id, PerformanceReview.person_id)
    people = await session.execute(
        of_month.where(PerformanceReview.month_id == month.id, *conditions)
    )
    whose = {row.id: row.person_id for row in people}
    kinds = await _kinds(session, month, *conditions)
    days = await _days(session, month, whose, until)
    wanted = [Indicator.of(told) for told in indicators]
    return {key: _result(wanted, kinds[key], *days[key], month.month) for key in whose}


async def tried(
    session: AsyncSession,
    month: PerformanceMonth,
    indicators: Sequence[Mapping[str, Any]],
    results: Mapping[UUID, Mapping[str, Any]],
) -> dict[UUID, Scored]:
    """What other indicators make of reviews (id → its result), by the same rows and days."""
    kinds = await _kinds(session, month, PerformanceReview.id.in_(results))
    wanted = [Indicator.of(told) for told in indicators]
    found = {}
    for key, result in results.items():
        told = result["days"]
        days = Days(told["workdays"], told["served_hundredths"])
        found[key] = _result(wanted, kinds[key], days, told["stretches"], month.month)
    return found


async def _kinds(
    session: AsyncSession, month: PerformanceMonth, *conditions: ColumnElement[bool]
) -> dict[UUID, list[Kind]]:
    kinds: dict[UUID, list[Kind]] = defaultdict(list)
    for row in await session.execute(kinds_of(month, *conditions)):
        kinds[row.review_id].append(kind_of_row(row, MeasureSource(row.source), row.rows))
    return kinds


def kind_of_row(row: Any, source: MeasureSource, rows: int = 1) -> Kind:
    """What is known of rows that are alike, and what people made of them."""
    effect = Effect(row.effect) if row.effect else None
    return Kind(source, row.state, row.value, row.absent, row.covering, effect, rows)


async def kinds_of_review(
    session: AsyncSession, month: PerformanceMonth, review: PerformanceReview
) -> list[Kind]:
    """How many rows of each kind a review has."""
    return (await _kinds(session, month, PerformanceReview.id == review.id))[review.id]


def rescored(
    indicators: Sequence[Indicator], kinds: Iterable[Kind], review: PerformanceReview
) -> int | None:
    """What indicators make of other rows by a review's own days, in hundredths."""
    told = review.result["days"]
    days = Days(told["workdays"], told["served_hundredths"])
    return _result(indicators, kinds, days, told["stretches"], review.month)[0]


def _result(
    indicators: Sequence[Indicator],
    kinds: Iterable[Kind],
    days: Days,
    stretches: list[dict[str, Any]],
    month: date,
) -> Scored:
    tallies = [(one, tally(one, kinds, days, month)) for one in indicators]
    lines = [(one, found, line_of(one, found, days)) for one, found in tallies]
    points, steps = score_of([(one, line) for one, _, line in lines])
    told = [
        {
            "measure": one.measure,
            "title": MEASURES[one.measure].title,
            "says": MEASURES[one.measure].says,
            "goal": MEASURES[one.measure].goal,
            "weight": one.weight,
            "target": one.target,
            "cap": one.cap,
            "parameters": dict(one.parameters),
            "numerator": line.numerator,
            "denominator": line.denominator,
            "excluded": dict(sorted(found.excluded.items())),
            "points_hundredths": line.points_hundredths,
            "steps": line.steps,
        }
        for one, found, line in lines
    ]
    beside = {"workdays": days.workdays, "served_hundredths": days.served_hundredths}
    return points, {"days": {**beside, "stretches": stretches}, "lines": told, "steps": steps}


async def _days(
    session: AsyncSession, month: PerformanceMonth, whose: Mapping[UUID, Person], until: date
) -> dict[UUID, tuple[Days, list[dict[str, Any]]]]:
    """Of each review the days on which its worker served."""
    first, last = month.month, last_day(month.month)
    exceptions = await exceptions_between(session, first, last)
    workdays = {day for day in each_day(first, last) if is_workday(day, exceptions)}
    services = await services_of(session, set(whose.values()), first, last)
    left_out = await _left_out(session, month)
    return {
        key: days_of(
            (first, min(until, last)),
            workdays,
            [service for _, service in services[person]],
            left_out[key],
            month.community_id,
        )
        for key, person in whose.items()
    }


async def _left_out(session: AsyncSession, month: PerformanceMonth) -> dict[UUID, list[Stretch]]:
    """Days that people took out of reviews."""
    rows = (
        select(PerformanceCorrection)
        .join(PerformanceReview, PerformanceReview.id == PerformanceCorrection.review_id)
        .where(PerformanceReview.month_id == month.id, PerformanceCorrection.withdrawn_at.is_(None))
        .where(PerformanceCorrection.first_on.is_not(None))
    )
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    for each in await session.scalars(rows):
        if each.first_on is not None and each.last_on is not None:
            found[each.review_id].append(Stretch(each.first_on, each.last_on + ONE_DAY))
    return found
