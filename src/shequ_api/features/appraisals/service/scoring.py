"""From rows to points: days, tallies, lines, and the formula's steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Uuid,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import is_workday
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.models import Posting
from shequ_api.features.appraisal_schemes.public import (
    MEASURES,
    ONE_DAY,
    AppraisalScheme,
    Days,
    Effect,
    Indicator,
    Kind,
    MeasureSource,
    Service,
    Stretch,
    days_of,
    each_day,
    last_day,
    line_of,
    score_of,
    tally,
)
from shequ_api.features.appraisals.models import (
    Appraisal,
    AppraisalCorrection,
    AppraisalItem,
    AppraisalMonth,
)
from shequ_api.features.appraisals.permissions import APPRAISED
from shequ_api.features.appraisals.queries import items_of_month, kinds_of
from shequ_api.features.appraisals.service.gathering import over_on
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.repointing import QUIET

Person = UUID
Scored = tuple[int | None, dict[str, Any]]
"""Hundredths of points, and the formula with its inputs."""


async def score(session: AsyncSession, month: AppraisalMonth, until: date, now: datetime) -> None:
    """Work out all appraisals of a month by its scheme, as its rows are."""
    await _note_absences(session, month)
    scheme = await session.get_one(AppraisalScheme, month.scheme_id)
    found = await scored(session, month, scheme.indicators, until)
    rows = [
        {"id": key, "score_hundredths": points, "result": result, "computed_at": now}
        for key, (points, result) in found.items()
    ]
    if rows:
        await session.execute(update(Appraisal), rows)


async def score_one(
    session: AsyncSession, month: AppraisalMonth, appraisal: Appraisal, now: datetime
) -> None:
    """Work out one appraisal again, after a correction."""
    scheme = await session.get_one(AppraisalScheme, month.scheme_id)
    only = Appraisal.id == appraisal.id
    found = await scored(session, month, scheme.indicators, month.counted_to, only)
    appraisal.score_hundredths, appraisal.result = found[appraisal.id]
    appraisal.computed_at = now
    await session.flush()


async def scored(
    session: AsyncSession,
    month: AppraisalMonth,
    indicators: Sequence[Mapping[str, Any]],
    until: date,
    *conditions: ColumnElement[bool],
) -> dict[UUID, Scored]:
    """What these indicators make of a month's appraisals. Changes nothing."""
    of_month = select(Appraisal.id, Appraisal.person_id)
    people = await session.execute(of_month.where(Appraisal.month_id == month.id, *conditions))
    whose = {row.id: row.person_id for row in people}
    kinds = await _kinds(session, month, *conditions)
    days = await _days(session, month, whose, until)
    wanted = [Indicator.of(told) for told in indicators]
    return {key: _result(wanted, kinds[key], *days[key], month.month) for key in whose}


async def tried(
    session: AsyncSession,
    month: AppraisalMonth,
    indicators: Sequence[Mapping[str, Any]],
    results: Mapping[UUID, Mapping[str, Any]],
) -> dict[UUID, Scored]:
    """What other indicators make of appraisals (id → its result), by the same rows and days."""
    kinds = await _kinds(session, month, Appraisal.id.in_(results))
    wanted = [Indicator.of(told) for told in indicators]
    found = {}
    for key, result in results.items():
        told = result["days"]
        days = Days(told["workdays"], told["served_hundredths"])
        found[key] = _result(wanted, kinds[key], days, told["stretches"], month.month)
    return found


async def _kinds(
    session: AsyncSession, month: AppraisalMonth, *conditions: ColumnElement[bool]
) -> dict[UUID, list[Kind]]:
    kinds: dict[UUID, list[Kind]] = defaultdict(list)
    for row in await session.execute(kinds_of(month, *conditions)):
        effect = Effect(row.effect) if row.effect else None
        kind = Kind(MeasureSource(row.source), row.state, row.value, row.absent, effect, row.rows)
        kinds[row.appraisal_id].append(kind)
    return kinds


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
    session: AsyncSession, month: AppraisalMonth, whose: Mapping[UUID, Person], until: date
) -> dict[UUID, tuple[Days, list[dict[str, Any]]]]:
    """Of each appraisal the days on which its worker served."""
    first, last = month.month, last_day(month.month)
    exceptions = await exceptions_between(session, first, last)
    workdays = {day for day in each_day(first, last) if is_workday(day, exceptions)}
    services = await _services(session, set(whose.values()), first, last)
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


async def _services(
    session: AsyncSession, people: set[Person], first: date, last: date
) -> dict[Person, list[tuple[UUID | None, Service]]]:
    """The postings of people in a month, wherever: the grid of each, and its days."""
    begun = (Posting.starts_on <= last, or_(over_on().is_(None), over_on() > first))
    held = select(
        Posting.id,
        Posting.person_id,
        Posting.grid_id,
        Posting.community_id,
        Posting.starts_on,
        over_on().label("over_on"),
    ).where(Posting.person_id.in_(people), Posting.role.in_(APPRAISED), *begun)
    postings = (await session.execute(held)).all()
    away = await _times_away(session, {row.id: row for row in postings}, first, last)
    found: dict[Person, list[tuple[UUID | None, Service]]] = defaultdict(list)
    for row in postings:
        lasts = Stretch(row.starts_on, row.over_on)
        service = Service(row.community_id, lasts, away[row.id])
        found[row.person_id].append((row.grid_id, service))
    return found


async def _times_away(
    session: AsyncSession, postings: Mapping[UUID, Any], first: date, last: date
) -> dict[UUID, list[Stretch]]:
    """Posting → when its holder was away. An absence follows its office into a grid that was drawn
    anew: of days before that it belongs to the office that ended on the day on which this began."""
    meets = (Absence.starts_on <= last, Absence.ends_on > first)
    away: dict[UUID, list[Stretch]] = defaultdict(list)
    for each in await session.scalars(
        select(Absence).where(Absence.posting_id.in_(postings), *meets)
    ):
        if (stretch := _stretch(each)) is None:
            continue
        holds = postings[each.posting_id]
        away[holds.id].append(stretch)
        for former in postings.values():
            same = (former.person_id, former.community_id) == (holds.person_id, holds.community_id)
            if same and former.over_on == holds.starts_on:
                away[former.id].append(stretch)
    return away


def _stretch(absence: Absence) -> Stretch | None:
    """The days of an absence that count: not those that somebody told of themselves when they were
    over already, nor those before which they came back."""
    begins, ends = absence.starts_on, absence.ends_on
    if absence.announced_by_id == absence.person_id:
        begins = max(begins, china_date(absence.announced_at))
    if absence.cancelled_at is not None:
        ends = min(ends, china_date(absence.cancelled_at))
    return Stretch(begins, ends) if begins < ends else None


async def _left_out(session: AsyncSession, month: AppraisalMonth) -> dict[UUID, list[Stretch]]:
    """Days that people took out of appraisals."""
    rows = (
        select(AppraisalCorrection)
        .join(Appraisal, Appraisal.id == AppraisalCorrection.appraisal_id)
        .where(Appraisal.month_id == month.id, AppraisalCorrection.withdrawn_at.is_(None))
        .where(AppraisalCorrection.first_on.is_not(None))
    )
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    for each in await session.scalars(rows):
        if each.first_on is not None and each.last_on is not None:
            found[each.appraisal_id].append(Stretch(each.first_on, each.last_on + ONE_DAY))
    return found


async def _note_absences(session: AsyncSession, month: AppraisalMonth) -> None:
    """Mark the tasks of grids on the days on which whoever answers for them was away."""
    of_month = select(Appraisal.id, Appraisal.person_id).where(Appraisal.month_id == month.id)
    whose = {row.person_id: row.id for row in await session.execute(of_month)}
    services = await _services(session, set(whose), month.month, last_day(month.month))
    away = [
        (whose[person], grid_id, china_midnight(stretch.begins), china_midnight(stretch.ends))
        for person, held in services.items()
        for grid_id, service in held
        if service.community_id == month.community_id
        for stretch in service.absent
        if stretch.ends is not None
    ]
    items = items_of_month(month, MeasureSource.PATROL_TASK)
    absent: Any = _within(away) if away else literal(False)
    noted = update(AppraisalItem).where(*items, AppraisalItem.absent != absent)
    await session.execute(noted.values(absent=absent), execution_options=QUIET)


def _within(away: Sequence[tuple[UUID, UUID | None, datetime, datetime]]) -> Any:
    """Whether an item lies in one of these times away; of a task that names its worker, in any."""
    appraisals, grids, begins, ends = (list(each) for each in zip(*away, strict=True))
    instants = ARRAY(DateTime(timezone=True))
    arrays = (
        literal(appraisals, ARRAY(Uuid())),
        literal(grids, ARRAY(Uuid())),
        literal(begins, instants),
        literal(ends, instants),
    )
    columns = (
        column("appraisal_id", Uuid()),
        column("grid_id", Uuid()),
        column("begins_at", DateTime(timezone=True)),
        column("ends_at", DateTime(timezone=True)),
    )
    times = func.unnest(*arrays).table_valued(*columns, name="away").render_derived()
    there = or_(AppraisalItem.grid_id.is_(None), AppraisalItem.grid_id == times.c.grid_id)
    then = and_(
        AppraisalItem.happened_at >= times.c.begins_at, AppraisalItem.happened_at < times.c.ends_at
    )
    mine = times.c.appraisal_id == AppraisalItem.appraisal_id
    return exists(select(literal(1)).select_from(times).where(mine, there, then))
