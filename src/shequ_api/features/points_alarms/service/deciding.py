"""What somebody found who looked into an alarm; and from when on alarms are raised."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.base.residency.queries import live_together
from shequ_api.features.points_alarms import queries
from shequ_api.features.points_alarms.events import PointsAlarmDecided
from shequ_api.features.points_alarms.models import PointsAlarm, PointsAlarmRule
from shequ_api.features.points_alarms.rules import AlarmKind, AlarmRule, AlarmState
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow


class AlarmAboutYourself(Forbidden):
    """Merged accounts of one human being count as one."""

    code, title = "alarm_about_yourself", "这条预警与您本人有关，请由他人核查"


class AlarmAboutYourWork(Forbidden):
    """Whoever asked for, approved or reversed what was counted, or approved the work behind it."""

    code, title = "alarm_about_your_work", "预警期间的积分有经您申请、审批或冲正的，请由他人核查"


class AlarmAboutYourHousehold(Forbidden):
    """As far as it is known who lives where."""

    code, title = "alarm_about_your_household", "这条预警与您同住的人有关，请由他人核查"


class AlarmDecided(NotNow):
    """Facts: `state`."""

    code, title = "alarm_decided", "这条预警已经核查过"


async def decide(
    session: AsyncSession,
    actor: Actor,
    alarm: PointsAlarm,
    *,
    state: Literal["cleared", "confirmed"],
    reason: str,
    now: datetime,
) -> PointsAlarm:
    """Clear an alarm, or confirm it, once. What is counted about the same begins anew."""
    await _refuse(session, actor, alarm, now=now)
    await session.refresh(alarm, with_for_update=True)
    if alarm.state != AlarmState.OPEN:
        raise AlarmDecided(state=alarm.state)
    alarm.state, alarm.decision = state, reason
    alarm.decided_by_id, alarm.decided_at = actor.person_id, now
    record(session, PointsAlarmDecided(**queries.facts_of(alarm), state=state), now=now)
    await session.flush()
    return alarm


async def _refuse(
    session: AsyncSession, actor: Actor, alarm: PointsAlarm, *, now: datetime
) -> None:
    """Whom it is about, who gave what was counted, and their household look into nothing."""
    people = {alarm.person_id, alarm.other_id}
    human = await humans(session, people | {actor.person_id}, lock=True)
    me = human[actor.person_id]
    if me in {human[each] for each in people}:
        raise AlarmAboutYourself
    if await queries.had_a_hand(session, alarm, me):
        raise AlarmAboutYourWork
    for each in sorted(people):
        if await live_together(session, me, human[each], china_date(now)):
            raise AlarmAboutYourHousehold


async def set_rule(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    kind: AlarmKind,
    rule: AlarmRule,
    *,
    now: datetime,
) -> None:
    """From when on a district wants to hear of something, from now on."""
    values = {
        "enabled": rule.enabled,
        "threshold": rule.threshold,
        "window_minutes": rule.window_minutes,
        "set_by_id": actor.person_id,
        "set_at": now,
    }
    row = insert(PointsAlarmRule).values(district_id=district_id, kind=kind, **values)
    keys = ["district_id", "kind"]
    await session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))
