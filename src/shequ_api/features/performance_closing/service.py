"""What workers say against their reviews, and what others answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.performance_adjustments.public import adjust
from shequ_api.features.performance_closing.events import PerformanceDisputeAnswered
from shequ_api.features.performance_closing.models import (
    SCOPES,
    PerformanceDispute,
    PerformanceEdition,
)
from shequ_api.features.performance_closing.rules import DisputeState
from shequ_api.features.performance_closing.schemas import PerformanceDisputeAnswer
from shequ_api.features.performance_inputs.public import (
    LATE_FOR,
    MonthState,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.public import (
    OwnReview,
    PerformanceCorrectionDraft,
    correct,
    has_corrected,
    is_open_to_dispute,
    is_own,
    locked_month,
    row_named,
)
from shequ_api.features.performance_schemes.public import MeasureKey
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

MOST_DISPUTES = 20
"""Of one review."""


class NotYourReview(Forbidden):
    code, title = "not_your_performance_review", "只有本人可以申诉"


class DisputeTimeOver(NotNow):
    code, title = "performance_dispute_time_over", "不在申诉期内"


class RowNeeded(Malformed):
    code, title = "performance_dispute_row_needed", "公示期已过，只能就某一条记录申诉"


class RowNotDisputed(Malformed):
    code, title = "performance_row_not_disputed", "只能更正被申诉的那条记录"


class TooManyDisputes(NotNow):
    code, title = "performance_disputes_too_many", "申诉次数已达上限"


class DisputeAnswered(NotNow):
    code, title = "performance_dispute_answered", "这条申诉已经答复"


class DecidedBefore(Forbidden):
    code, title = "performance_decided_before", "您已经对这份考核作过决定，须由另一人答复"


async def raise_dispute(
    session: AsyncSession,
    actor: Actor,
    review: PerformanceReview,
    *,
    text: str,
    measure: MeasureKey | None,
    subject_id: UUID | None,
    now: datetime,
) -> PerformanceDispute:
    """The worker's word against a month that is shown, while there is time."""
    if not await is_own(session, actor, review):
        raise NotYourReview
    month = await locked_month(session, review)
    if not is_open_to_dispute(month, now):
        _refuse_late(month, subject_id, now)
    if subject_id is not None:
        await row_named(session, review, subject_id)
    told = select(func.count()).where(PerformanceDispute.review_id == review.id)
    if (await session.scalar(told) or 0) >= MOST_DISPUTES:
        raise TooManyDisputes
    dispute = PerformanceDispute(
        id=new_id(),
        review_id=review.id,
        **{column: getattr(review, column) for column in SCOPES},
        measure=measure,
        subject_id=subject_id,
        text=text,
        raised_at=now,
        state=DisputeState.WAITING,
    )
    session.add(dispute)
    return dispute


def _refuse_late(month: PerformanceMonth, subject_id: UUID | None, now: datetime) -> None:
    """Once the time is over single rows may still be disputed, for some months."""
    if month.dispute_until is None or china_date(now) > month.dispute_until + LATE_FOR:
        raise DisputeTimeOver
    if subject_id is None:
        raise RowNeeded


async def answer(
    session: AsyncSession,
    actor: Actor,
    dispute: PerformanceDispute,
    review: PerformanceReview,
    word: PerformanceDisputeAnswer,
    *,
    now: datetime,
) -> PerformanceDispute:
    """The word of somebody else, who has decided nothing about it before. Once."""
    if await is_own(session, actor, review):
        raise OwnReview
    month = await locked_month(session, review)
    await session.refresh(dispute, with_for_update=True)
    if dispute.state != DisputeState.WAITING:
        raise DisputeAnswered
    if await _has_decided(session, actor, dispute):
        raise DecidedBefore
    dispute.state = DisputeState.ACCEPTED if word.accepted else DisputeState.REJECTED
    dispute.answer, dispute.answered_at = word.answer, now
    dispute.answered_by_id = actor.person_id
    told = PerformanceDisputeAnswered(
        subject_id=dispute.id,
        district_id=dispute.district_id,
        community_id=month.community_id,
        review_id=review.id,
        person_id=review.person_id,
        accepted=word.accepted,
        by_id=actor.person_id,
    )
    record(session, told, now=now)
    if word.correction is not None:
        await _correct(session, actor, month, review, dispute, word.correction, now=now)
    return dispute


async def _correct(
    session: AsyncSession,
    actor: Actor,
    month: PerformanceMonth,
    review: PerformanceReview,
    dispute: PerformanceDispute,
    draft: PerformanceCorrectionDraft,
    *,
    now: datetime,
) -> None:
    """In the month itself; of a frozen one, as an entry of the next open one."""
    if month.state != MonthState.FROZEN:
        await correct(session, actor, review, draft, dispute_id=dispute.id, now=now)
        return
    if draft.subject_id != dispute.subject_id:
        raise RowNotDisputed
    await adjust(session, actor, month, review, draft, dispute_id=dispute.id, now=now)


async def _has_decided(session: AsyncSession, actor: Actor, dispute: PerformanceDispute) -> bool:
    """Whether somebody answered a dispute about the same before, or decided about it otherwise."""
    answered = select(PerformanceDispute.id).where(
        PerformanceDispute.review_id == dispute.review_id,
        PerformanceDispute.answered_by_id == actor.person_id,
        PerformanceDispute.subject_id.is_not_distinct_from(dispute.subject_id),
    )
    if dispute.subject_id is None:
        same = PerformanceDispute.measure.is_not_distinct_from(dispute.measure)
        answered = answered.where(same)
    froze = select(PerformanceEdition.number).where(
        PerformanceEdition.review_id == dispute.review_id,
        PerformanceEdition.frozen_by_id == actor.person_id,
    )
    if await session.scalar(select(answered.exists() | froze.exists())):
        return True
    return await has_corrected(session, actor, dispute.review_id)
