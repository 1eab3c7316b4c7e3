"""What a dispute that is upheld makes of a frozen row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.performance_adjustments.rules import Cause, Change
from shequ_api.features.performance_adjustments.service.entering import Decision, enter, settle
from shequ_api.features.performance_inputs.public import (
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.public import (
    OwnReview,
    PerformanceCorrectionDraft,
    is_own,
    row_named,
)
from shequ_api.kit.errors import Malformed, NotNow


class RowsAlone(Malformed):
    """Days would change what a whole frozen month was aimed at: for that it is opened again."""

    code, title = "performance_rows_alone", "已定稿的月份只能逐条更正；整段日期请申请重新打开"


class CountsSoAlready(NotNow):
    code, title = "performance_row_counts_so", "这条记录已经按此计入"


async def adjust(
    session: AsyncSession,
    actor: Actor,
    month: PerformanceMonth,
    review: PerformanceReview,
    draft: PerformanceCorrectionDraft,
    *,
    dispute_id: UUID,
    now: datetime,
) -> PerformanceAdjustment:
    """Let a row of somebody else's frozen month count otherwise: the month stays as it is, the next
    open one has the difference. The month is locked."""
    if await is_own(session, actor, review):
        raise OwnReview
    if draft.subject_id is None:
        raise RowsAlone
    row = await row_named(session, review, draft.subject_id)
    cause = Cause.DISPUTE
    decision = Decision(
        cause=cause, reason=draft.reason, dispute_id=dispute_id, by_id=actor.person_id, at=now
    )
    entry = await enter(session, month, review, row, Change(effect=draft.effect), decision)
    if entry is None:
        raise CountsSoAlready
    await settle(session, month, now=now)
    await session.refresh(entry)
    return entry
