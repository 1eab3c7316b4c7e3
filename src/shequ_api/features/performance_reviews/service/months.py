"""The course of a month: opened, refreshed each night, shown when it is over, frozen, reopened."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import add_workdays
from shequ_api.base.events.facts import Fact, record
from shequ_api.base.events.models import Job
from shequ_api.base.people.models import Posting
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.performance_inputs.public import (
    SCOPES,
    MonthState,
    PerformanceMonth,
    PerformanceReview,
    gather,
    over_on,
)
from shequ_api.features.performance_reviews.events import (
    PerformanceMonthShown,
    PerformanceReviewShown,
)
from shequ_api.features.performance_reviews.service.scoring import score
from shequ_api.features.performance_schemes.public import (
    LATE_BY,
    MEASURED,
    PerformanceScheme,
    last_day,
    scheme_for,
)
from shequ_api.kit.clock import china_date

REFRESH = "performance_reviews.refresh"
ONE_DAY = timedelta(days=1)
AFTER_MIDNIGHT = timedelta(hours=1)
"""The night's work begins when the clocks have closed what was due the day before."""
AT_ONCE = 500
"""Months asked for in one run of the clock; the next one goes on."""


class RefreshDue(Fact):
    """Work of this module's own, never announced: `subject_id` is the month of a community."""

    name: ClassVar[str] = "performance_refresh_due"


async def open_months(session: AsyncSession, now: datetime) -> None:
    """On a clock: begin this month, and the one before where nobody worked when it was this, in all
    communities that have grid workers and a scheme."""
    this = china_date(now).replace(day=1)
    for first in ((this - ONE_DAY).replace(day=1), this):
        place: Any = Place
        wanted = scheme_for(Place, first).correlate(Place).scalar_subquery()
        serves = (
            select(literal(1))
            .where(Posting.community_id == Place.id, Posting.role.in_(MEASURED))
            .where(Posting.starts_on <= last_day(first), func.coalesce(over_on() > first, True))
        )
        known = select(literal(1)).where(
            PerformanceMonth.community_id == Place.id, PerformanceMonth.month == first
        )
        rows = (
            select(
                func.gen_random_uuid().label("id"),
                place.id.label("community_id"),
                *(getattr(place, column) for column in SCOPES if column != "community_id"),
                literal(first).label("month"),
                wanted.label("scheme_id"),
                literal(MonthState.OPEN.value).label("state"),
                literal(first - ONE_DAY).label("counted_to"),
                literal(0).label("editions"),
            )
            .where(Place.kind == PlaceKind.COMMUNITY, Place.ended_at.is_(None))
            .where(~known.exists(), serves.exists(), wanted.is_not(None))
        )
        names = [str(column.key) for column in rows.selected_columns]
        new = upsert(PerformanceMonth).from_select(names, rows)
        await session.execute(new.on_conflict_do_nothing())


async def ask_for_refresh(session: AsyncSession, now: datetime) -> None:
    """On a clock: have each month refreshed, once a night."""
    await open_months(session, now)
    today = china_date(now - AFTER_MIDNIGHT)
    asked = select(Job.subject_id).where(Job.name == REFRESH, Job.subject_id.is_not(None))
    due = (
        select(PerformanceMonth.id, PerformanceMonth.district_id)
        .where(PerformanceMonth.state != MonthState.FROZEN)
        .where(func.coalesce(PerformanceMonth.refreshed_on < today, True))
        .where(PerformanceMonth.id.not_in(asked))
        .limit(AT_ONCE)
    )
    for row in (await session.execute(due)).all():
        fact = RefreshDue(subject_id=row.id, district_id=row.district_id)
        told = fact.model_dump(mode="json")
        job = {"subject_id": row.id, "district_id": row.district_id, "facts": told}
        session.add(Job(name=REFRESH, run_at=now, **job))


async def refresh_due(session: AsyncSession, fact: RefreshDue, now: datetime) -> None:
    """Bring one community's month up to date. Done twice, or killed, it comes to the same."""
    month = await session.get(PerformanceMonth, fact.subject_id, with_for_update=True)
    if month is not None and month.state != MonthState.FROZEN:
        await refresh(session, month, now=now)


async def refresh(session: AsyncSession, month: PerformanceMonth, *, now: datetime) -> None:
    """Look at all inputs again, up to yesterday. A month that is over is shown to its workers."""
    today, last = china_date(now), last_day(month.month)
    until = min(today - ONE_DAY, last)
    if until >= month.month:
        await gather(session, month, until, now)
        await score(session, month, until, now)
    month.refreshed_on = china_date(now - AFTER_MIDNIGHT)
    if month.state == MonthState.OPEN and today > last:
        await show(session, month, now)


async def show(session: AsyncSession, month: PerformanceMonth, now: datetime) -> None:
    """Let workers see what came of it, and dispute it from now on."""
    until = await _deadline(session, month, now)
    month.state, month.dispute_until = MonthState.PROVISIONAL, until
    month.frozen_at = month.frozen_by_id = None
    told = {"month": month.month, "dispute_until": month.dispute_until}
    record(session, PerformanceMonthShown(**facts_of(month), **told), now=now)
    reviews = select(PerformanceReview).where(PerformanceReview.month_id == month.id)
    for each in await session.scalars(reviews):
        whose = {"district_id": each.district_id, "person_id": each.person_id}
        record(session, PerformanceReviewShown(subject_id=each.id, **whose), now=now)


async def _deadline(session: AsyncSession, month: PerformanceMonth, now: datetime) -> date:
    """So many workdays from now, and not before late evidence has had its time."""
    scheme = await session.get_one(PerformanceScheme, month.scheme_id)
    today = china_date(now)
    longest = today + timedelta(days=3 * scheme.dispute_workdays + 14)
    exceptions = await exceptions_between(session, today, longest)
    by_workdays = add_workdays(today, scheme.dispute_workdays, exceptions)
    return max(by_workdays, last_day(month.month) + LATE_BY)


def is_open_to_dispute(month: PerformanceMonth, now: datetime) -> bool:
    """Whether workers may still say something against it."""
    until = month.dispute_until
    return month.state == MonthState.PROVISIONAL and until is not None and china_date(now) <= until


def facts_of(month: PerformanceMonth) -> dict[str, Any]:
    """What every fact about a month tells."""
    return {
        "subject_id": month.id,
        "district_id": month.district_id,
        "community_id": month.community_id,
    }
