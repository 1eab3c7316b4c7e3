"""The end of a month: frozen, and opened again if two persons agree."""

from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.appraisal_closing.events import AppraisalMonthFrozen
from shequ_api.features.appraisal_closing.models import (
    AppraisalDispute,
    AppraisalEdition,
    AppraisalReopening,
)
from shequ_api.features.appraisal_closing.rules import DisputeState
from shequ_api.features.appraisals.public import (
    Appraisal,
    AppraisalMonth,
    MonthState,
    facts_of,
    of_person,
    refresh,
    show,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class OwnMonth(Forbidden):
    code, title = "own_appraisal", "不能处理包含自己考核结果的月份"


class MonthNotShown(NotNow):
    code, title = "appraisal_month_not_provisional", "这个月的考核不在公示期"


class TooEarlyToFreeze(NotNow):
    """Says until when workers may dispute."""

    code, title = "appraisal_dispute_time_left", "申诉期未满，还不能定稿"


class DisputesWaiting(NotNow):
    code, title = "appraisal_disputes_waiting", "还有申诉没有答复，答复后才能定稿"


class MonthNotFrozen(NotNow):
    code, title = "appraisal_month_not_frozen", "这个月的考核还没有定稿"


class ReopeningAsked(NotNow):
    code, title = "appraisal_reopening_asked", "已经有人提出重新打开这个月，等待另一人同意"


class NoReopeningAsked(NotNow):
    code, title = "appraisal_reopening_not_asked", "没有人提出重新打开这个月"


class SamePerson(Forbidden):
    code, title = "appraisal_same_person", "须由另一人同意"


async def freeze(
    session: AsyncSession, actor: Actor, month: AppraisalMonth, *, now: datetime
) -> AppraisalMonth:
    """Let nothing change this month any more: as all inputs are now, once and for all."""
    await session.refresh(month, with_for_update=True)
    await refuse_own(session, actor, month)
    if month.state != MonthState.PROVISIONAL or month.dispute_until is None:
        raise MonthNotShown
    if china_date(now) <= month.dispute_until:
        raise TooEarlyToFreeze(dispute_until=month.dispute_until.isoformat())
    waiting = (
        select(AppraisalDispute.id)
        .join(Appraisal, Appraisal.id == AppraisalDispute.appraisal_id)
        .where(Appraisal.month_id == month.id, AppraisalDispute.state == DisputeState.WAITING)
    )
    if await session.scalar(waiting.limit(1)) is not None:
        raise DisputesWaiting
    await refresh(session, month, now=now)
    month.state, month.editions = MonthState.FROZEN, month.editions + 1
    month.frozen_at, month.frozen_by_id = now, actor.person_id
    await session.flush()
    await _keep_edition(session, month)
    told = {"month": month.month, "edition": month.editions, "by_id": actor.person_id}
    record(session, AppraisalMonthFrozen(**facts_of(month), **told), now=now)
    return month


async def _keep_edition(session: AsyncSession, month: AppraisalMonth) -> None:
    rows = select(
        Appraisal.id.label("appraisal_id"),
        literal(month.editions).label("number"),
        Appraisal.district_id,
        Appraisal.score_hundredths,
        Appraisal.result,
        literal(month.frozen_at).label("frozen_at"),
        literal(month.frozen_by_id).label("frozen_by_id"),
    ).where(Appraisal.month_id == month.id)
    names = [str(column.key) for column in rows.selected_columns]
    await session.execute(insert(AppraisalEdition).from_select(names, rows))


async def ask_to_reopen(
    session: AsyncSession, actor: Actor, month: AppraisalMonth, *, reason: str, now: datetime
) -> AppraisalReopening:
    """Say why a frozen month should change after all. Another person decides."""
    await session.refresh(month, with_for_update=True)
    await refuse_own(session, actor, month)
    if month.state != MonthState.FROZEN:
        raise MonthNotFrozen
    if await _asked(session, month) is not None:
        raise ReopeningAsked
    asked = AppraisalReopening(
        id=new_id(),
        month_id=month.id,
        district_id=month.district_id,
        reason=reason,
        asked_at=now,
        asked_by_id=actor.person_id,
    )
    session.add(asked)
    return asked


async def agree_to_reopen(
    session: AsyncSession, actor: Actor, month: AppraisalMonth, *, now: datetime
) -> AppraisalMonth:
    """The second person's word: the month is shown again, and may be disputed anew."""
    await session.refresh(month, with_for_update=True)
    await refuse_own(session, actor, month)
    asked = await _asked(session, month)
    if asked is None:
        raise NoReopeningAsked
    if asked.asked_by_id == actor.person_id:
        raise SamePerson
    asked.agreed_at, asked.agreed_by_id = now, actor.person_id
    await show(session, month, now)
    month.frozen_at = month.frozen_by_id = None
    return month


async def refuse_own(session: AsyncSession, actor: Actor, month: AppraisalMonth) -> None:
    """Nobody decides about a month in which they are appraised themselves."""
    own = (Appraisal.month_id == month.id, of_person(actor.person_id))
    if await session.scalar(select(Appraisal.id).where(*own).limit(1)) is not None:
        raise OwnMonth


async def _asked(session: AsyncSession, month: AppraisalMonth) -> AppraisalReopening | None:
    waiting = select(AppraisalReopening).where(
        AppraisalReopening.month_id == month.id, AppraisalReopening.agreed_at.is_(None)
    )
    return await session.scalar(waiting)
