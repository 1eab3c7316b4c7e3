"""Entering what became known of a frozen row into the next open month."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.performance_adjustments.events import PerformanceAdjusted
from shequ_api.features.performance_adjustments.rules import (
    Cause,
    Change,
    points_of,
    summed,
    told,
)
from shequ_api.features.performance_adjustments.service.standing import Row, standing_of
from shequ_api.features.performance_inputs.public import (
    SCOPES,
    MonthState,
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.public import rescored, score_one
from shequ_api.features.performance_schemes.public import Days
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a row counts otherwise from now on, and by whose word."""

    cause: Cause
    reason: str
    dispute_id: UUID | None = None
    by_id: UUID | None
    at: datetime


async def enter(
    session: AsyncSession,
    month: PerformanceMonth,
    review: PerformanceReview,
    row: Row,
    change: Change,
    decision: Decision,
) -> PerformanceAdjustment | None:
    """An entry for what a change makes of a frozen row; None where it counts as before. The frozen
    month is locked: two at once are one after the other, each by what the former left."""
    stands = await standing_of(session, month, review, {row})
    if row not in stands.rows:
        return None
    was, before = stands.of(row), rescored(stands.indicators, stands.kinds(), review)
    stands.changes[row].append(change)
    now, after = stands.of(row), rescored(stands.indicators, stands.kinds(), review)
    held = review.result["days"]
    days = Days(held["workdays"], held["served_hundredths"])
    steps = told(stands.indicators, was, now, days, review.month)
    if not steps:
        return None
    entry = PerformanceAdjustment(
        id=new_id(),
        of_review_id=review.id,
        district_id=review.district_id,
        cause=decision.cause,
        source=row[0],
        subject_id=row[1],
        happened_at=row[2],
        effect=change.effect,
        state=change.state,
        value=change.value,
        score_before=before,
        score_after=after,
        points_hundredths=points_of(before, after),
        steps=[*steps, summed(before, after, review.month)],
        reason=decision.reason,
        dispute_id=decision.dispute_id,
        decided_by_id=decision.by_id,
        decided_at=decision.at,
    )
    await announce(session, entry, review, now=decision.at)
    return entry


async def announce(
    session: AsyncSession,
    entry: PerformanceAdjustment,
    review: PerformanceReview,
    *,
    now: datetime,
) -> None:
    """Keep an entry, and tell whom it is about."""
    session.add(entry)
    fact = PerformanceAdjusted(
        subject_id=entry.id,
        district_id=entry.district_id,
        of_review_id=review.id,
        person_id=await survivor_of(session, review.person_id),
        points_hundredths=entry.points_hundredths,
    )
    record(session, fact, now=now)
    await session.flush()


async def settle(session: AsyncSession, month: PerformanceMonth, *, now: datetime) -> None:
    """Let what waits of a month stand in the next one of its community that is not frozen. Where
    there is none yet, it waits on. Both months are locked, the earlier one first."""
    waiting = (
        select(PerformanceAdjustment.id, PerformanceReview.person_id)
        .join(PerformanceReview, PerformanceReview.id == PerformanceAdjustment.of_review_id)
        .where(PerformanceReview.month_id == month.id, PerformanceAdjustment.review_id.is_(None))
        .order_by(PerformanceAdjustment.id)
    )
    found = (await session.execute(waiting)).all()
    if not found or (into := await _next_open(session, month)) is None:
        return
    reviews: dict[UUID, UUID] = {}
    for row in found:
        if row.person_id not in reviews:
            person_id = await survivor_of(session, row.person_id)
            reviews[row.person_id] = await _review_in(session, into, person_id, now)
        entry = update(PerformanceAdjustment).where(PerformanceAdjustment.id == row.id)
        await session.execute(entry.values(review_id=reviews[row.person_id]))


async def _next_open(session: AsyncSession, month: PerformanceMonth) -> PerformanceMonth | None:
    """Locked. One that is being frozen meanwhile is waited for, and passed over."""
    passed = month.month
    while True:
        later = (
            select(PerformanceMonth)
            .where(PerformanceMonth.community_id == month.community_id)
            .where(PerformanceMonth.month > passed, PerformanceMonth.state != MonthState.FROZEN)
            .order_by(PerformanceMonth.month)
            .limit(1)
        )
        found = await session.scalar(later)
        if found is None:
            return None
        await session.refresh(found, with_for_update=True)
        if found.state != MonthState.FROZEN:
            return found
        passed = found.month


async def _review_in(
    session: AsyncSession, month: PerformanceMonth, person_id: UUID, now: datetime
) -> UUID:
    """Somebody's review of a month: also of those who did not serve in it, with nothing else."""
    mine = select(PerformanceReview).where(
        PerformanceReview.month_id == month.id, PerformanceReview.person_id == person_id
    )
    known = await session.scalar(mine)
    if known is not None:
        return known.id
    row = {column: getattr(month, column) for column in SCOPES} | {
        "id": new_id(),
        "month_id": month.id,
        "person_id": person_id,
        "month": month.month,
        "result": {},
    }
    await session.execute(insert(PerformanceReview).values(row).on_conflict_do_nothing())
    review = (await session.scalars(mine)).one()
    await score_one(session, month, review, now)
    return review.id
