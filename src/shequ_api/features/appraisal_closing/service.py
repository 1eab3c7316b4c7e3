"""What workers say against their appraisals, and what others answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.appraisal_closing.events import AppraisalDisputeAnswered
from shequ_api.features.appraisal_closing.models import SCOPES, AppraisalDispute, AppraisalEdition
from shequ_api.features.appraisal_closing.rules import DisputeState
from shequ_api.features.appraisal_closing.schemas import AppraisalDisputeAnswer
from shequ_api.features.appraisal_schemes.public import MeasureKey
from shequ_api.features.appraisals.public import (
    Appraisal,
    OwnAppraisal,
    correct,
    has_corrected,
    is_open_to_dispute,
    is_own,
    locked_month,
    refuse_unknown,
)
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id

MOST_DISPUTES = 20
"""Of one appraisal."""


class NotYourAppraisal(Forbidden):
    code, title = "not_your_appraisal", "只有本人可以申诉"


class DisputeTimeOver(NotNow):
    code, title = "appraisal_dispute_time_over", "不在申诉期内"


class TooManyDisputes(NotNow):
    code, title = "appraisal_disputes_too_many", "申诉次数已达上限"


class DisputeAnswered(NotNow):
    code, title = "appraisal_dispute_answered", "这条申诉已经答复"


class DecidedBefore(Forbidden):
    code, title = "appraisal_decided_before", "您已经对这份考核作过决定，须由另一人答复"


async def raise_dispute(
    session: AsyncSession,
    actor: Actor,
    appraisal: Appraisal,
    *,
    text: str,
    measure: MeasureKey | None,
    subject_id: UUID | None,
    now: datetime,
) -> AppraisalDispute:
    """The worker's word against a month that is shown, while there is time."""
    if not await is_own(session, actor, appraisal):
        raise NotYourAppraisal
    month = await locked_month(session, appraisal)
    if not is_open_to_dispute(month, now):
        raise DisputeTimeOver
    if subject_id is not None:
        await refuse_unknown(session, appraisal, subject_id)
    told = select(func.count()).where(AppraisalDispute.appraisal_id == appraisal.id)
    if (await session.scalar(told) or 0) >= MOST_DISPUTES:
        raise TooManyDisputes
    dispute = AppraisalDispute(
        id=new_id(),
        appraisal_id=appraisal.id,
        **{column: getattr(appraisal, column) for column in SCOPES},
        measure=measure,
        subject_id=subject_id,
        text=text,
        raised_at=now,
        state=DisputeState.WAITING,
    )
    session.add(dispute)
    return dispute


async def answer(
    session: AsyncSession,
    actor: Actor,
    dispute: AppraisalDispute,
    appraisal: Appraisal,
    word: AppraisalDisputeAnswer,
    *,
    now: datetime,
) -> AppraisalDispute:
    """The word of somebody else, who has decided nothing about it before. Once."""
    if await is_own(session, actor, appraisal):
        raise OwnAppraisal
    month = await locked_month(session, appraisal)
    await session.refresh(dispute, with_for_update=True)
    if dispute.state != DisputeState.WAITING:
        raise DisputeAnswered
    if await _has_decided(session, actor, dispute):
        raise DecidedBefore
    dispute.state = DisputeState.ACCEPTED if word.accepted else DisputeState.REJECTED
    dispute.answer, dispute.answered_at = word.answer, now
    dispute.answered_by_id = actor.person_id
    told = AppraisalDisputeAnswered(
        subject_id=dispute.id,
        district_id=dispute.district_id,
        community_id=month.community_id,
        appraisal_id=appraisal.id,
        person_id=appraisal.person_id,
        accepted=word.accepted,
        by_id=actor.person_id,
    )
    record(session, told, now=now)
    if word.correction is not None:
        draft = word.correction
        await correct(session, actor, appraisal, draft, dispute_id=dispute.id, now=now)
    return dispute


async def _has_decided(session: AsyncSession, actor: Actor, dispute: AppraisalDispute) -> bool:
    """Whether somebody answered a dispute about the same before, or decided about it otherwise."""
    answered = select(AppraisalDispute.id).where(
        AppraisalDispute.appraisal_id == dispute.appraisal_id,
        AppraisalDispute.answered_by_id == actor.person_id,
        AppraisalDispute.measure.is_not_distinct_from(dispute.measure),
    )
    froze = select(AppraisalEdition.number).where(
        AppraisalEdition.appraisal_id == dispute.appraisal_id,
        AppraisalEdition.frozen_by_id == actor.person_id,
    )
    if await session.scalar(select(answered.exists() | froze.exists())):
        return True
    return await has_corrected(session, actor, dispute.appraisal_id)
