"""The end of a month: frozen, and opened again if two persons agree."""

from datetime import datetime, timedelta

from sqlalchemy import insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.performance_adjustments.public import take_back
from shequ_api.features.performance_closing.events import PerformanceMonthFrozen
from shequ_api.features.performance_closing.models import (
    PerformanceDispute,
    PerformanceEdition,
    PerformanceReopening,
)
from shequ_api.features.performance_closing.rules import DisputeState
from shequ_api.features.performance_inputs.public import (
    MonthState,
    PerformanceMonth,
    PerformanceReview,
    adjusted,
)
from shequ_api.features.performance_reviews.public import (
    facts_of,
    refresh,
    refuse_own_month,
    score,
    show,
)
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class MonthNotShown(NotNow):
    code, title = "performance_month_not_provisional", "这个月的考核不在公示期"


class TooEarlyToFreeze(NotNow):
    """Says until when workers may dispute."""

    code, title = "performance_dispute_time_left", "申诉期未满，还不能定稿"


class DisputesWaiting(NotNow):
    code, title = "performance_disputes_waiting", "还有申诉没有答复，答复后才能定稿"


class MonthNotFrozen(NotNow):
    code, title = "performance_month_not_frozen", "这个月的考核还没有定稿"


class ReopeningAsked(NotNow):
    code, title = "performance_reopening_asked", "已经有人提出重新打开这个月，等待另一人同意"


class NoReopeningAsked(NotNow):
    code, title = "performance_reopening_not_asked", "没有人提出重新打开这个月"


class SamePerson(Forbidden):
    code, title = "performance_same_person", "须由另一人同意"


async def freeze(
    session: AsyncSession, actor: Actor, month: PerformanceMonth, *, now: datetime
) -> PerformanceMonth:
    """Let nothing change this month any more: as all inputs are now, once and for all."""
    await session.refresh(month, with_for_update=True)
    await refuse_own_month(session, actor, month)
    if month.state != MonthState.PROVISIONAL or month.dispute_until is None:
        raise MonthNotShown
    if china_date(now) <= month.dispute_until:
        raise TooEarlyToFreeze(dispute_until=month.dispute_until.isoformat())
    # Whoever disputes late holds nobody up: what is upheld then stands in the next month.
    over = china_midnight(month.dispute_until) + timedelta(days=1)
    waiting = (
        select(PerformanceDispute.id)
        .join(PerformanceReview, PerformanceReview.id == PerformanceDispute.review_id)
        .where(
            PerformanceReview.month_id == month.id, PerformanceDispute.state == DisputeState.WAITING
        )
        .where(PerformanceDispute.raised_at < over)
    )
    if await session.scalar(waiting.limit(1)) is not None:
        raise DisputesWaiting
    await refresh(session, month, now=now)
    month.state, month.editions = MonthState.FROZEN, month.editions + 1
    month.frozen_at, month.frozen_by_id = now, actor.person_id
    await session.flush()
    await _keep_edition(session, month)
    told = {"month": month.month, "edition": month.editions, "by_id": actor.person_id}
    record(session, PerformanceMonthFrozen(**facts_of(month), **told), now=now)
    return month


async def _keep_edition(session: AsyncSession, month: PerformanceMonth) -> None:
    rows = select(
        PerformanceReview.id.label("review_id"),
        literal(month.editions).label("number"),
        PerformanceReview.district_id,
        PerformanceReview.score_hundredths,
        adjusted().label("adjusted_hundredths"),
        PerformanceReview.result,
        literal(month.frozen_at).label("frozen_at"),
        literal(month.frozen_by_id).label("frozen_by_id"),
    ).where(PerformanceReview.month_id == month.id)
    names = [str(column.key) for column in rows.selected_columns]
    await session.execute(insert(PerformanceEdition).from_select(names, rows))


async def ask_to_reopen(
    session: AsyncSession, actor: Actor, month: PerformanceMonth, *, reason: str, now: datetime
) -> PerformanceReopening:
    """Say why a frozen month should change after all. Another person decides."""
    await session.refresh(month, with_for_update=True)
    await refuse_own_month(session, actor, month)
    if month.state != MonthState.FROZEN:
        raise MonthNotFrozen
    if await _asked(session, month) is not None:
        raise ReopeningAsked
    asked = PerformanceReopening(
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
    session: AsyncSession, actor: Actor, month: PerformanceMonth, *, now: datetime
) -> PerformanceMonth:
    """The second person's word: the month is shown again, and may be disputed anew."""
    await session.refresh(month, with_for_update=True)
    await refuse_own_month(session, actor, month)
    asked = await _asked(session, month)
    if asked is None:
        raise NoReopeningAsked
    if asked.asked_by_id == actor.person_id:
        raise SamePerson
    asked.agreed_at, asked.agreed_by_id = now, actor.person_id
    await show(session, month, now)
    await take_back(session, actor, month, now=now)
    await score(session, month, month.counted_to, now)
    return month


async def _asked(session: AsyncSession, month: PerformanceMonth) -> PerformanceReopening | None:
    waiting = select(PerformanceReopening).where(
        PerformanceReopening.month_id == month.id, PerformanceReopening.agreed_at.is_(None)
    )
    return await session.scalar(waiting)
