"""What people correct in a review; it is worked out anew at once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.performance_inputs.public import (
    MonthState,
    PerformanceMonth,
    PerformanceReview,
    of_person,
)
from shequ_api.features.performance_reviews.correction_schemas import (
    PerformanceCorrectionDraft,
    PerformanceDaysDraft,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.queries import row_lines
from shequ_api.features.performance_reviews.service.scoring import score, score_one
from shequ_api.features.performance_schemes.public import Effect, MeasureSource, last_day
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

MOST_CORRECTIONS = 100
"""Of one review."""


class OwnReview(Forbidden):
    code, title = "own_performance_review", "不能处理自己的考核"


class OwnMonth(Forbidden):
    code, title = "own_performance_review", "不能处理包含自己考核结果的月份"


class MonthIsFrozen(NotNow):
    code, title = "performance_month_frozen", "这个月的考核已经定稿"


class TooManyCorrections(NotNow):
    code, title = "performance_corrections_too_many", "更正次数已达上限"


class RowNotCounted(Malformed):
    code, title = "performance_row_unknown", "这条记录不在这份考核里"


class DaysOutside(Malformed):
    code, title = "performance_days_outside", "日期须在考核月份之内，结束日期不早于开始日期"


class CorrectionWithdrawn(NotNow):
    code, title = "performance_correction_withdrawn", "这项更正已经撤回"


async def correct(
    session: AsyncSession,
    actor: Actor,
    review: PerformanceReview,
    draft: PerformanceCorrectionDraft,
    *,
    dispute_id: UUID | None = None,
    now: datetime,
) -> PerformanceCorrection:
    """Leave a row or days of somebody else's month out, or let a row count."""
    if await is_own(session, actor, review):
        raise OwnReview
    month = await _unfrozen(session, review)
    if draft.subject_id is not None:
        await row_named(session, review, draft.subject_id)
    _refuse_outside(month, draft.first_on, draft.last_on)
    made = select(func.count()).where(PerformanceCorrection.review_id == review.id)
    if (await session.scalar(made) or 0) >= MOST_CORRECTIONS:
        raise TooManyCorrections
    correction = PerformanceCorrection(
        id=new_id(),
        review_id=review.id,
        district_id=review.district_id,
        **draft.model_dump(),
        dispute_id=dispute_id,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(correction)
    await session.flush()
    await score_one(session, month, review, now)
    return correction


async def leave_out(
    session: AsyncSession,
    actor: Actor,
    month: PerformanceMonth,
    draft: PerformanceDaysDraft,
    *,
    now: datetime,
) -> None:
    """Leave days of everybody's month out, when nobody could work: a storm, heat, an emergency.
    Of each review it is a correction that stands for itself."""
    await session.refresh(month, with_for_update=True)
    await refuse_own_month(session, actor, month)
    if month.state == MonthState.FROZEN:
        raise MonthIsFrozen
    _refuse_outside(month, draft.first_on, draft.last_on)
    made = (
        select(func.count())
        .where(PerformanceCorrection.review_id == PerformanceReview.id)
        .scalar_subquery()
    )
    reviews = select(PerformanceReview.id).where(PerformanceReview.month_id == month.id)
    for review_id in await session.scalars(reviews.where(made < MOST_CORRECTIONS)):
        correction = PerformanceCorrection(
            id=new_id(),
            review_id=review_id,
            district_id=month.district_id,
            effect=Effect.EXCLUDED,
            **draft.model_dump(),
            made_by_id=actor.person_id,
            made_at=now,
        )
        session.add(correction)
    await session.flush()
    await score(session, month, month.counted_to, now)


def _refuse_outside(month: PerformanceMonth, first: date | None, last: date | None) -> None:
    begin, end = first or month.month, last or month.month
    if not month.month <= begin <= end <= last_day(month.month):
        raise DaysOutside


async def withdraw(
    session: AsyncSession,
    actor: Actor,
    review: PerformanceReview,
    correction: PerformanceCorrection,
    *,
    now: datetime,
) -> PerformanceCorrection:
    """It was a mistake. That it was made stays to be read."""
    if await is_own(session, actor, review):
        raise OwnReview
    month = await _unfrozen(session, review)
    await session.refresh(correction, with_for_update=True)
    if correction.withdrawn_at is not None:
        raise CorrectionWithdrawn
    correction.withdrawn_at, correction.withdrawn_by_id = now, actor.person_id
    await session.flush()
    await score_one(session, month, review, now)
    return correction


async def locked_month(session: AsyncSession, review: PerformanceReview) -> PerformanceMonth:
    """The month, held against its freezing and the night's work until this is over."""
    month = await session.get_one(PerformanceMonth, review.month_id)
    await session.refresh(month, with_for_update=True)
    return month


async def _unfrozen(session: AsyncSession, review: PerformanceReview) -> PerformanceMonth:
    month = await locked_month(session, review)
    if month.state == MonthState.FROZEN:
        raise MonthIsFrozen
    return month


async def refuse_own_month(session: AsyncSession, actor: Actor, month: PerformanceMonth) -> None:
    """Nobody decides about a month in which they are reviewed themselves."""
    own = (PerformanceReview.month_id == month.id, of_person(actor.person_id))
    if await session.scalar(select(PerformanceReview.id).where(*own).limit(1)) is not None:
        raise OwnMonth


async def is_own(session: AsyncSession, actor: Actor, review: PerformanceReview) -> bool:
    return await survivor_of(session, review.person_id) == actor.person_id


async def row_named(
    session: AsyncSession, review: PerformanceReview, subject_id: UUID
) -> tuple[MeasureSource, UUID, datetime]:
    """Which row of a review is meant by its subject; RowNotCounted."""
    found = (await session.execute(row_lines(review, [subject_id]).limit(1))).first()
    if found is None:
        raise RowNotCounted
    return MeasureSource(found.source), found.subject_id, found.happened_at


async def has_corrected(session: AsyncSession, actor: Actor, review_id: UUID) -> bool:
    """Whether somebody corrected a review of their own accord."""
    made = select(PerformanceCorrection.id).where(
        PerformanceCorrection.review_id == review_id,
        PerformanceCorrection.made_by_id == actor.person_id,
        PerformanceCorrection.dispute_id.is_(None),
    )
    return await session.scalar(made.limit(1)) is not None
