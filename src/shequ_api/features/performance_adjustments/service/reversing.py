"""A month that is opened again counts for itself: what stood elsewhere for it is taken back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.performance_adjustments.rules import CAUSE_TITLES, Cause, signed
from shequ_api.features.performance_adjustments.service.entering import announce, settle
from shequ_api.features.performance_inputs.public import (
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
    live,
)
from shequ_api.features.performance_reviews.public import PerformanceCorrection
from shequ_api.kit.ids import new_id


async def take_back(
    session: AsyncSession, actor: Actor, month: PerformanceMonth, *, now: datetime
) -> None:
    """Reverse all that was adjusted of a month. What people decided about its rows becomes a
    correction in it; what sources say it will hear itself. The month is locked."""
    entries = (
        select(PerformanceAdjustment, PerformanceReview)
        .join(PerformanceReview, PerformanceReview.id == PerformanceAdjustment.of_review_id)
        .where(PerformanceReview.month_id == month.id, live())
        .order_by(PerformanceAdjustment.decided_at, PerformanceAdjustment.id)
    )
    for entry, review in (await session.execute(entries)).all():
        await announce(session, _reversing(entry, actor, now), review, now=now)
        if entry.effect is not None:
            session.add(_correcting(entry))
    await session.flush()
    await settle(session, month, now=now)


def _reversing(entry: PerformanceAdjustment, actor: Actor, now: datetime) -> PerformanceAdjustment:
    points, title = -entry.points_hundredths, CAUSE_TITLES[Cause.REOPENING]
    return PerformanceAdjustment(
        id=new_id(),
        of_review_id=entry.of_review_id,
        district_id=entry.district_id,
        cause=Cause.REOPENING,
        source=entry.source,
        subject_id=entry.subject_id,
        happened_at=entry.happened_at,
        score_before=entry.score_after,
        score_after=entry.score_before,
        points_hundredths=points,
        steps=[f"{title} {signed(points)} 分"],
        reason=title,
        dispute_id=entry.dispute_id,
        reverses_id=entry.id,
        decided_by_id=actor.person_id,
        decided_at=now,
    )


def _correcting(entry: PerformanceAdjustment) -> PerformanceCorrection:
    return PerformanceCorrection(
        id=new_id(),
        review_id=entry.of_review_id,
        district_id=entry.district_id,
        effect=entry.effect,
        subject_id=entry.subject_id,
        reason=entry.reason,
        dispute_id=entry.dispute_id,
        made_by_id=entry.decided_by_id,
        made_at=entry.decided_at,
    )
