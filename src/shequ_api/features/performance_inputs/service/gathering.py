"""Finding the rows of a month, and who answers for each.

A task is the affair of whoever serves its grid on its day, lead, deputy or cover. That is found in
the night after and then stays: a grid that is drawn anew, or a place that moves, changes nothing of
the days before. What somebody did themselves is theirs wherever it was.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.people.models import Posting
from shequ_api.features.check_ins.public import check_in_rows
from shequ_api.features.coverage.public import dwelling_rows
from shequ_api.features.patrol_tasks.public import (
    grid_tasks_closing,
    tasks_among,
    tasks_opening,
)
from shequ_api.features.patrols.public import inspection_rows
from shequ_api.features.performance_inputs.models import (
    SCOPES,
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_inputs.queries import china_day, items_of_month, span_of
from shequ_api.features.performance_inputs.rules import OPEN_STATES
from shequ_api.features.performance_inputs.service.register_facts import (
    confirmed_rows,
    count_once,
    told_rows,
)
from shequ_api.features.performance_inputs.service.serving import over_on, serving
from shequ_api.features.performance_schemes.public import (
    EPOCH,
    LATE_BY,
    MEASURED,
    MeasureSource,
    last_day,
)
from shequ_api.features.ticket_handling.public import assignment_rows
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.repointing import QUIET

Rows = Select[*tuple[Any, ...]]
ONE_DAY = timedelta(days=1)
KEY = ["review_id", "source", "subject_id", "happened_at"]
COVERING = Posting.covers_id.is_not(None)
_NO = literal(False, Boolean)


async def gather(
    session: AsyncSession, month: PerformanceMonth, until: date, now: datetime
) -> None:
    """Take up all rows up to a day, included, and look again at those that were open."""
    await _begin_reviews(session, month, until)
    if month.counted_to < until:
        await _take_up_tasks(session, month, until, now)
        await _take_up_dwellings(session, month, until)
        month.counted_to = until
    await _look_again(session, month)
    for source, rows in own_rows(month, until, now).items():
        await _take_own(session, month, source, rows)
    await _take_up_facts(session, month, until, now)


async def _take_up_facts(
    session: AsyncSession, month: PerformanceMonth, until: date, now: datetime
) -> None:
    """What was confirmed of people and housing."""
    begin, done_by = china_midnight(month.month), china_midnight(until + ONE_DAY)
    found = [told_rows(month.community_id, begin, done_by)]
    # What a door confirmed is gone once somebody else has seen to it: later is too late.
    if china_date(now) <= last_day(month.month) + LATE_BY + ONE_DAY:
        found.append(confirmed_rows(month.community_id, begin, done_by))
    await enter_district(session, month.district_id)
    for rows in found:
        await _take_own(session, month, MeasureSource.REGISTER_FACT, rows)
    await leave_walls(session)
    await count_once(session, month)


def own_rows(month: PerformanceMonth, until: date, now: datetime) -> dict[MeasureSource, Rows]:
    """What people did up to a day, included, as far as it had come in a week after the month."""
    begin, end = span_of(month.month)
    place, done_by = month.community_id, china_midnight(until + ONE_DAY)
    known_by = min(now, end + LATE_BY)
    return {
        MeasureSource.INSPECTION: inspection_rows(place, begin, done_by, known_by),
        MeasureSource.CHECK_IN: check_in_rows(place, begin, done_by, known_by),
        MeasureSource.TICKET: assignment_rows(place, begin, done_by, known_by),
    }


async def _begin_reviews(session: AsyncSession, month: PerformanceMonth, until: date) -> None:
    """One for each who served there on a day of the month."""
    some_day = and_(over_on() > month.month, over_on() > Posting.starts_on)
    held = (
        select(Posting.person_id)
        .where(Posting.community_id == month.community_id, Posting.role.in_(MEASURED))
        .where(Posting.starts_on <= until, or_(over_on().is_(None), some_day))
        .distinct()
        .subquery()
    )
    rows = select(
        func.gen_random_uuid().label("id"),
        literal(month.id).label("month_id"),
        held.c.person_id,
        *(literal(getattr(month, column)).label(column) for column in SCOPES),
        literal(month.month).label("month"),
        cast(literal("{}"), JSONB).label("result"),
    )
    new = insert(PerformanceReview).from_select(_names(rows), rows)
    await session.execute(new.on_conflict_do_nothing(index_elements=["month_id", "person_id"]))


async def _take_up_tasks(
    session: AsyncSession, month: PerformanceMonth, until: date, now: datetime
) -> None:
    """The tasks of the days since the last night."""
    begin, end = (china_midnight(day + ONE_DAY) for day in (month.counted_to, until))
    place = month.community_id
    await _take_up(session, month, MeasureSource.PATROL_TASK, tasks_opening(place, begin, end), now)
    await _take_own(session, month, MeasureSource.PATROL_TASK, tasks_opening(place, begin, end))
    # Those of whole grids are of some days, and whoever serves the grid on the last one answers.
    await _take_up(
        session, month, MeasureSource.GRID_TASK, grid_tasks_closing(place, begin, end), now
    )


async def _take_up(
    session: AsyncSession,
    month: PerformanceMonth,
    source: MeasureSource,
    found: Rows,
    now: datetime,
) -> None:
    """Tasks, for each who serves their grid on their day."""
    rows = found.subquery()
    # Of days that went by while no worker of ours ran, the grid in which the task was made tells
    # more than the one in which its place lies by now, if somebody served there.
    late = rows.c.happened_at < china_midnight(china_date(now) - ONE_DAY)
    then, day = aliased(Posting), china_day(rows.c.happened_at)
    served = select(then.id).where(then.grid_id == rows.c.made_grid_id, serving(day, then))
    now_in = func.coalesce(rows.c.micro_grid_id, rows.c.general_grid_id)
    grid: Any = case((and_(late, served.exists()), rows.c.made_grid_id), else_=now_in)
    here = Posting.community_id == month.community_id
    on_duty = and_(Posting.grid_id == grid, here, serving(day))
    of_grid = _items(source, rows, rows.c.happened_at, grid, COVERING)
    of_grid = of_grid.join(Posting, on_duty)
    mine = and_(
        PerformanceReview.month_id == month.id, PerformanceReview.person_id == Posting.person_id
    )
    await _enter(session, of_grid.join(PerformanceReview, mine).where(rows.c.person_id.is_(None)))


async def _take_up_dwellings(session: AsyncSession, month: PerformanceMonth, until: date) -> None:
    """The dwellings of the grids that are served on a day, as they are on it; those of grids that
    are served no more go. The month's last day stays."""
    begin, _ = span_of(month.month)
    found = dwelling_rows(month.community_id).subquery()
    # That somebody went there after the day says nothing about it; what was known before stays.
    by_then = case((found.c.value <= (until - EPOCH).days, found.c.value))
    others = (column for column in found.c if column.name != "value")
    rows = select(*others, by_then.label("value")).subquery()
    grid: Any = func.coalesce(rows.c.micro_grid_id, rows.c.general_grid_id)
    here = Posting.community_id == month.community_id
    on_duty = and_(Posting.grid_id == grid, here, serving(until))
    mine = and_(
        PerformanceReview.month_id == month.id, PerformanceReview.person_id == Posting.person_id
    )
    since = literal(begin, DateTime(timezone=True))
    served = _items(MeasureSource.DWELLING, rows, since, grid, COVERING)
    served = served.join(Posting, on_duty).join(PerformanceReview, mine)
    keys = served.with_only_columns(PerformanceReview.id, rows.c.subject_id)
    items = items_of_month(month, MeasureSource.DWELLING)
    gone = tuple_(PerformanceItem.review_id, PerformanceItem.subject_id).not_in(keys)
    await session.execute(delete(PerformanceItem).where(*items, gone), execution_options=QUIET)
    await _enter(session, served)


async def _look_again(session: AsyncSession, month: PerformanceMonth) -> None:
    """Evidence that came late, and what was judged meanwhile."""
    for source, states in OPEN_STATES.items():
        items = (*items_of_month(month, source), PerformanceItem.state.in_(states))
        rows = tasks_among(select(PerformanceItem.subject_id).where(*items)).subquery()
        was = tuple_(PerformanceItem.state, PerformanceItem.value)
        found = tuple_(rows.c.state, rows.c.value)
        same = PerformanceItem.subject_id == rows.c.subject_id
        changed = update(PerformanceItem).where(*items, same, was.is_distinct_from(found))
        changed = changed.values(state=rows.c.state, value=rows.c.value)
        await session.execute(changed, execution_options=QUIET)


async def _take_own(
    session: AsyncSession, month: PerformanceMonth, source: MeasureSource, found: Rows
) -> None:
    """Rows that name a worker, as they are now. What another review has, stays there."""
    rows = found.subquery()
    mine = and_(
        PerformanceReview.month_id == month.id, PerformanceReview.person_id == rows.c.person_id
    )
    other = aliased(PerformanceItem)
    taken = select(other.subject_id).where(
        other.subject_id == rows.c.subject_id,
        other.happened_at == rows.c.happened_at,
        other.review_id != PerformanceReview.id,
    )
    items = _items(source, rows, rows.c.happened_at, cast(null(), Uuid)).join(
        PerformanceReview, mine
    )
    await _enter(session, items.where(~taken.exists()))


def _items(
    source: MeasureSource, rows: Any, happened_at: Any, grid: Any, covering: Any = _NO
) -> Rows:
    """Rows as items of reviews, which are still to be joined."""
    return select(
        PerformanceReview.id.label("review_id"),
        literal(source.value, Text).label("source"),
        rows.c.subject_id,
        happened_at.label("happened_at"),
        PerformanceReview.district_id,
        rows.c.place_id,
        grid.label("grid_id"),
        rows.c.state,
        rows.c.value,
        _NO.label("absent"),
        covering.label("covering"),
    ).select_from(rows)


async def _enter(session: AsyncSession, rows: Rows) -> None:
    # Somebody may hold an office there and cover another's: then it is their own.
    found = rows.subquery()
    others = [column for column in found.c if column.name != "covering"]
    once = select(*others, func.bool_and(found.c.covering).label("covering")).group_by(*others)
    new = insert(PerformanceItem).from_select(_names(once), once)
    value = func.coalesce(new.excluded.value, PerformanceItem.value)
    known = {"state": new.excluded.state, "value": value}
    was = tuple_(PerformanceItem.state, PerformanceItem.value)
    later = new.on_conflict_do_update(
        index_elements=KEY,
        set_=known,
        where=was.is_distinct_from(tuple_(*known.values())),
    )
    await session.execute(later)


def _names(rows: Rows) -> list[str]:
    return [str(one.key) for one in rows.selected_columns]
