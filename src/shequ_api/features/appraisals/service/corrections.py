"""What people correct in an appraisal; it is worked out anew at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.appraisal_schemes.public import last_day
from shequ_api.features.appraisals.models import (
    Appraisal,
    AppraisalCorrection,
    AppraisalItem,
    AppraisalMonth,
)
from shequ_api.features.appraisals.queries import span_of
from shequ_api.features.appraisals.rules import MonthState
from shequ_api.features.appraisals.schemas import AppraisalCorrectionDraft
from shequ_api.features.appraisals.service.scoring import score_one
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

MOST_CORRECTIONS = 100
"""Of one appraisal."""


class OwnAppraisal(Forbidden):
    code, title = "own_appraisal", "不能处理自己的考核"


class MonthIsFrozen(NotNow):
    code, title = "appraisal_month_frozen", "这个月的考核已经定稿"


class TooManyCorrections(NotNow):
    code, title = "appraisal_corrections_too_many", "更正次数已达上限"


class RowNotCounted(Malformed):
    code, title = "appraisal_row_unknown", "这条记录不在这份考核里"


class DaysOutside(Malformed):
    code, title = "appraisal_days_outside", "日期须在考核月份之内，结束日期不早于开始日期"


class CorrectionWithdrawn(NotNow):
    code, title = "appraisal_correction_withdrawn", "这项更正已经撤回"


async def correct(
    session: AsyncSession,
    actor: Actor,
    appraisal: Appraisal,
    draft: AppraisalCorrectionDraft,
    *,
    dispute_id: UUID | None = None,
    now: datetime,
) -> AppraisalCorrection:
    """Leave a row or days of somebody else's month out, or let a row count."""
    if await is_own(session, actor, appraisal):
        raise OwnAppraisal
    month = await _unfrozen(session, appraisal)
    if draft.subject_id is not None:
        await refuse_unknown(session, appraisal, draft.subject_id)
    first, last = draft.first_on or month.month, draft.last_on or month.month
    if not month.month <= first <= last <= last_day(month.month):
        raise DaysOutside
    made = select(func.count()).where(AppraisalCorrection.appraisal_id == appraisal.id)
    if (await session.scalar(made) or 0) >= MOST_CORRECTIONS:
        raise TooManyCorrections
    correction = AppraisalCorrection(
        id=new_id(),
        appraisal_id=appraisal.id,
        district_id=appraisal.district_id,
        **draft.model_dump(),
        dispute_id=dispute_id,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(correction)
    await session.flush()
    await score_one(session, month, appraisal, now)
    return correction


async def withdraw(
    session: AsyncSession,
    actor: Actor,
    appraisal: Appraisal,
    correction: AppraisalCorrection,
    *,
    now: datetime,
) -> AppraisalCorrection:
    """It was a mistake. That it was made stays to be read."""
    if await is_own(session, actor, appraisal):
        raise OwnAppraisal
    month = await _unfrozen(session, appraisal)
    await session.refresh(correction, with_for_update=True)
    if correction.withdrawn_at is not None:
        raise CorrectionWithdrawn
    correction.withdrawn_at, correction.withdrawn_by_id = now, actor.person_id
    await session.flush()
    await score_one(session, month, appraisal, now)
    return correction


async def locked_month(session: AsyncSession, appraisal: Appraisal) -> AppraisalMonth:
    """The month, held against its freezing and the night's work until this is over."""
    month = await session.get_one(AppraisalMonth, appraisal.month_id)
    await session.refresh(month, with_for_update=True)
    return month


async def _unfrozen(session: AsyncSession, appraisal: Appraisal) -> AppraisalMonth:
    month = await locked_month(session, appraisal)
    if month.state == MonthState.FROZEN:
        raise MonthIsFrozen
    return month


async def is_own(session: AsyncSession, actor: Actor, appraisal: Appraisal) -> bool:
    return await survivor_of(session, appraisal.person_id) == actor.person_id


async def refuse_unknown(session: AsyncSession, appraisal: Appraisal, subject_id: UUID) -> None:
    begin, end = span_of(appraisal.month)
    item = (
        select(AppraisalItem.subject_id)
        .where(AppraisalItem.appraisal_id == appraisal.id, AppraisalItem.subject_id == subject_id)
        .where(AppraisalItem.happened_at >= begin, AppraisalItem.happened_at < end)
    )
    if await session.scalar(item.limit(1)) is None:
        raise RowNotCounted


async def has_corrected(session: AsyncSession, actor: Actor, appraisal_id: UUID) -> bool:
    """Whether somebody corrected an appraisal of their own accord."""
    made = select(AppraisalCorrection.id).where(
        AppraisalCorrection.appraisal_id == appraisal_id,
        AppraisalCorrection.made_by_id == actor.person_id,
        AppraisalCorrection.dispute_id.is_(None),
    )
    return await session.scalar(made.limit(1)) is not None
