"""Under which offices people served on which days, and when they were away."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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

from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.models import Posting
from shequ_api.features.performance_inputs.models import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_inputs.queries import china_day, items_of_month
from shequ_api.features.performance_schemes.public import (
    MEASURED,
    MeasureSource,
    Service,
    Stretch,
    last_day,
)
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.repointing import QUIET

Person = UUID


def over_on(posting: Any = Posting) -> Any:
    """The first day on which a posting is over. One that was taken back counts up to the day
    before: whoever came after them began on that day."""
    return func.least(posting.ends_on, china_day(posting.ended_at))


def serving(day: Any, posting: Any = Posting) -> ColumnElement[bool]:
    """Postings under which somebody was reviewed on a day, whether or not they are over by now."""
    lasts = or_(over_on(posting).is_(None), over_on(posting) > day)
    return and_(posting.role.in_(MEASURED), posting.starts_on <= day, lasts)


async def services_of(
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
    ).where(Posting.person_id.in_(people), Posting.role.in_(MEASURED), *begun)
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


async def note_absences(session: AsyncSession, month: PerformanceMonth) -> None:
    """Mark the tasks of grids on the days on which whoever answers for them was away."""
    of_month = select(PerformanceReview.id, PerformanceReview.person_id).where(
        PerformanceReview.month_id == month.id
    )
    whose = {row.person_id: row.id for row in await session.execute(of_month)}
    services = await services_of(session, set(whose), month.month, last_day(month.month))
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
    noted = update(PerformanceItem).where(*items, PerformanceItem.absent != absent)
    await session.execute(noted.values(absent=absent), execution_options=QUIET)


def _within(away: Sequence[tuple[UUID, UUID | None, datetime, datetime]]) -> Any:
    """Whether an item lies in one of these times away; of a task that names its worker, in any."""
    reviews, grids, begins, ends = (list(each) for each in zip(*away, strict=True))
    instants = ARRAY(DateTime(timezone=True))
    arrays = (
        literal(reviews, ARRAY(Uuid())),
        literal(grids, ARRAY(Uuid())),
        literal(begins, instants),
        literal(ends, instants),
    )
    columns = (
        column("review_id", Uuid()),
        column("grid_id", Uuid()),
        column("begins_at", DateTime(timezone=True)),
        column("ends_at", DateTime(timezone=True)),
    )
    times = func.unnest(*arrays).table_valued(*columns, name="away").render_derived()
    there = or_(PerformanceItem.grid_id.is_(None), PerformanceItem.grid_id == times.c.grid_id)
    then = and_(
        PerformanceItem.happened_at >= times.c.begins_at,
        PerformanceItem.happened_at < times.c.ends_at,
    )
    mine = times.c.review_id == PerformanceItem.review_id
    return exists(select(literal(1)).select_from(times).where(mine, there, then))
