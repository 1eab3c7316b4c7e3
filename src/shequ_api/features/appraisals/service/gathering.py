"""Finding the rows of a month, and who answers for each.

A task is the affair of whoever serves its grid on its day, lead, deputy or cover. That is found in
the night after and then stays: a grid that is drawn anew, or a place that moves, changes nothing of
the days before. What somebody did themselves is theirs wherever it was.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
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

from shequ_api.base.people.models import Posting
from shequ_api.features.appraisal_schemes.public import EPOCH, LATE_BY, MeasureSource
from shequ_api.features.appraisals.models import SCOPES, Appraisal, AppraisalItem, AppraisalMonth
from shequ_api.features.appraisals.permissions import APPRAISED
from shequ_api.features.appraisals.queries import china_day, items_of_month, span_of
from shequ_api.features.appraisals.rules import OPEN_STATES
from shequ_api.features.check_ins.public import check_in_rows
from shequ_api.features.coverage.public import dwelling_rows
from shequ_api.features.patrol_tasks.public import tasks_among, tasks_opening
from shequ_api.features.patrols.public import inspection_rows
from shequ_api.features.tickets.public import assignment_rows
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.repointing import QUIET

Rows = Select[*tuple[Any, ...]]
ONE_DAY = timedelta(days=1)
KEY = ["appraisal_id", "source", "subject_id", "happened_at"]


def over_on(posting: Any = Posting) -> Any:
    """The first day on which a posting is over. One that was taken back counts up to the day
    before: whoever came after them began on that day."""
    return func.least(posting.ends_on, china_day(posting.ended_at))


def serving(day: Any, posting: Any = Posting) -> ColumnElement[bool]:
    """Postings under which somebody was appraised on a day, whether or not they are over by now."""
    lasts = or_(over_on(posting).is_(None), over_on(posting) > day)
    return and_(posting.role.in_(APPRAISED), posting.starts_on <= day, lasts)


async def gather(session: AsyncSession, month: AppraisalMonth, until: date, now: datetime) -> None:
    """Take up all rows up to a day, included, and look again at those that were open."""
    await _begin_appraisals(session, month, until)
    if month.counted_to < until:
        await _take_up_tasks(session, month, until, now)
        await _take_up_dwellings(session, month, until)
        month.counted_to = until
    await _look_again(session, month)
    begin, end = span_of(month.month)
    place, done_by = month.community_id, china_midnight(until + ONE_DAY)
    known_by = min(now, end + LATE_BY)
    for source, rows in (
        (MeasureSource.INSPECTION, inspection_rows(place, begin, done_by, known_by)),
        (MeasureSource.CHECK_IN, check_in_rows(place, begin, done_by, known_by)),
        (MeasureSource.TICKET, assignment_rows(place, begin, done_by, known_by)),
    ):
        await _take_own(session, month, source, rows)


async def _begin_appraisals(session: AsyncSession, month: AppraisalMonth, until: date) -> None:
    """One for each who served there on a day of the month."""
    some_day = and_(over_on() > month.month, over_on() > Posting.starts_on)
    held = (
        select(Posting.person_id)
        .where(Posting.community_id == month.community_id, Posting.role.in_(APPRAISED))
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
    new = insert(Appraisal).from_select(_names(rows), rows)
    await session.execute(new.on_conflict_do_nothing(index_elements=["month_id", "person_id"]))


async def _take_up_tasks(
    session: AsyncSession, month: AppraisalMonth, until: date, now: datetime
) -> None:
    """The tasks of the days since the last night."""
    begin, end = (china_midnight(day + ONE_DAY) for day in (month.counted_to, until))
    rows = tasks_opening(month.community_id, begin, end).subquery()
    # Of days that went by while no worker of ours ran, the grid in which the task was made tells
    # more than the one in which its place lies by now, if somebody served there.
    late = rows.c.happened_at < china_midnight(china_date(now) - ONE_DAY)
    then, day = aliased(Posting), china_day(rows.c.happened_at)
    served = select(then.id).where(then.grid_id == rows.c.made_grid_id, serving(day, then))
    now_in = func.coalesce(rows.c.micro_grid_id, rows.c.general_grid_id)
    grid: Any = case((and_(late, served.exists()), rows.c.made_grid_id), else_=now_in)
    here = Posting.community_id == month.community_id
    on_duty = and_(Posting.grid_id == grid, here, serving(day))
    of_grid = _items(MeasureSource.PATROL_TASK, rows, rows.c.happened_at, grid).join(
        Posting, on_duty
    )
    mine = and_(Appraisal.month_id == month.id, Appraisal.person_id == Posting.person_id)
    await _enter(session, of_grid.join(Appraisal, mine).where(rows.c.person_id.is_(None)))
    await _take_own(
        session, month, MeasureSource.PATROL_TASK, tasks_opening(month.community_id, begin, end)
    )


async def _take_up_dwellings(session: AsyncSession, month: AppraisalMonth, until: date) -> None:
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
    mine = and_(Appraisal.month_id == month.id, Appraisal.person_id == Posting.person_id)
    served = _items(MeasureSource.DWELLING, rows, literal(begin, DateTime(timezone=True)), grid)
    served = served.join(Posting, on_duty).join(Appraisal, mine)
    keys = served.with_only_columns(Appraisal.id, rows.c.subject_id)
    items = items_of_month(month, MeasureSource.DWELLING)
    gone = tuple_(AppraisalItem.appraisal_id, AppraisalItem.subject_id).not_in(keys)
    await session.execute(delete(AppraisalItem).where(*items, gone), execution_options=QUIET)
    await _enter(session, served)


async def _look_again(session: AsyncSession, month: AppraisalMonth) -> None:
    """Evidence that came late, and what was judged meanwhile."""
    for source, states in OPEN_STATES.items():
        items = (*items_of_month(month, source), AppraisalItem.state.in_(states))
        rows = tasks_among(select(AppraisalItem.subject_id).where(*items)).subquery()
        same = (AppraisalItem.subject_id == rows.c.subject_id, AppraisalItem.state != rows.c.state)
        changed = update(AppraisalItem).where(*items, *same).values(state=rows.c.state)
        await session.execute(changed, execution_options=QUIET)


async def _take_own(
    session: AsyncSession, month: AppraisalMonth, source: MeasureSource, found: Rows
) -> None:
    """Rows that name a worker, as they are now. What another appraisal has, stays there."""
    rows = found.subquery()
    mine = and_(Appraisal.month_id == month.id, Appraisal.person_id == rows.c.person_id)
    other = aliased(AppraisalItem)
    taken = select(other.subject_id).where(
        other.subject_id == rows.c.subject_id,
        other.happened_at == rows.c.happened_at,
        other.appraisal_id != Appraisal.id,
    )
    items = _items(source, rows, rows.c.happened_at, cast(null(), Uuid)).join(Appraisal, mine)
    await _enter(session, items.where(~taken.exists()))


def _items(source: MeasureSource, rows: Any, happened_at: Any, grid: Any) -> Rows:
    """Rows as items of appraisals, which are still to be joined."""
    return select(
        Appraisal.id.label("appraisal_id"),
        literal(source.value, Text).label("source"),
        rows.c.subject_id,
        happened_at.label("happened_at"),
        Appraisal.district_id,
        rows.c.place_id,
        grid.label("grid_id"),
        rows.c.state,
        rows.c.value,
        literal(False, Boolean).label("absent"),
    ).select_from(rows)


async def _enter(session: AsyncSession, rows: Rows) -> None:
    # Somebody may hold an office there and cover another's.
    new = insert(AppraisalItem).from_select(_names(rows), rows.distinct())
    value = func.coalesce(new.excluded.value, AppraisalItem.value)
    known = {"state": new.excluded.state, "value": value}
    was = tuple_(AppraisalItem.state, AppraisalItem.value)
    later = new.on_conflict_do_update(
        index_elements=KEY,
        set_=known,
        where=was.is_distinct_from(tuple_(*known.values())),
    )
    await session.execute(later)


def _names(rows: Rows) -> list[str]:
    return [str(one.key) for one in rows.selected_columns]
