"""Evidence that changed after its month was frozen: found at night, entered row by row."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact
from shequ_api.base.events.models import Job
from shequ_api.features.performance_adjustments.rules import Cause, Change
from shequ_api.features.performance_adjustments.service.entering import Decision, enter, settle
from shequ_api.features.performance_inputs.public import (
    LATE_FOR,
    MonthState,
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
    changed_rows,
)
from shequ_api.features.performance_reviews.public import AFTER_MIDNIGHT, AT_ONCE
from shequ_api.features.performance_schemes.public import STATE_TITLES, MeasureSource
from shequ_api.kit.clock import china_date

LOOK = "performance_adjustments.look"


class LookDue(Fact):
    """Work of this module's own, never announced: `subject_id` is the month of a community."""

    name: ClassVar[str] = "performance_look_due"


async def ask_for_looks(session: AsyncSession, now: datetime) -> None:
    """On a clock: have each month that was frozen of late looked at, once a night; and those of
    which something waits for a month to stand in."""
    today = china_date(now - AFTER_MIDNIGHT)
    asked = select(Job.subject_id).where(Job.name == LOOK, Job.subject_id.is_not(None))
    waiting = (
        select(PerformanceReview.month_id)
        .join(PerformanceAdjustment, PerformanceAdjustment.of_review_id == PerformanceReview.id)
        .where(PerformanceAdjustment.review_id.is_(None))
    )
    fresh = PerformanceMonth.frozen_at > now - LATE_FOR
    due = (
        select(PerformanceMonth.id, PerformanceMonth.district_id)
        .where(
            or_(
                and_(PerformanceMonth.state == MonthState.FROZEN, fresh),
                PerformanceMonth.id.in_(waiting),
            )
        )
        .where(func.coalesce(PerformanceMonth.looked_on < today, True))
        .where(PerformanceMonth.id.not_in(asked))
        .limit(AT_ONCE)
    )
    for row in (await session.execute(due)).all():
        fact = LookDue(subject_id=row.id, district_id=row.district_id)
        told = fact.model_dump(mode="json")
        job = {"subject_id": row.id, "district_id": row.district_id, "facts": told}
        session.add(Job(name=LOOK, run_at=now, **job))


async def look_due(session: AsyncSession, fact: LookDue, now: datetime) -> None:
    """Enter what changed in one community's month. Done twice, or killed, it comes to the same."""
    month = await session.get(PerformanceMonth, fact.subject_id, with_for_update=True)
    if month is not None:
        await look(session, month, now=now)


async def look(session: AsyncSession, month: PerformanceMonth, *, now: datetime) -> None:
    """Enter each row of a frozen month of which its source says something else by now. The month
    is locked."""
    month.looked_on = china_date(now - AFTER_MIDNIGHT)
    if month.state == MonthState.FROZEN:
        for row in [each async for each in changed_rows(session, month, now)]:
            await _enter(session, month, row, now)
    await settle(session, month, now=now)


async def _enter(session: AsyncSession, month: PerformanceMonth, row: Any, now: datetime) -> None:
    source = MeasureSource(row.source)
    review = await session.get_one(PerformanceReview, row.review_id)
    decision = Decision(
        cause=Cause.EVIDENCE,
        reason=f"来源记录现为“{STATE_TITLES[source][row.state]}”",
        by_id=row.decided_by_id,
        at=now,
    )
    at = (source, row.subject_id, row.happened_at)
    await enter(session, month, review, at, Change(state=row.state, value=row.value), decision)
