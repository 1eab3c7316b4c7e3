"""What somebody found who looked into an alarm; and from when on alarms are raised."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.points_alarms import queries
from shequ_api.features.points_alarms.events import PointsAlarmDecided
from shequ_api.features.points_alarms.models import PointsAlarm, PointsAlarmRule
from shequ_api.features.points_alarms.rules import AlarmKind, AlarmRule, AlarmState
from shequ_api.kit.errors import Forbidden, NotNow


class AlarmAboutYourself(Forbidden):
    """Merged accounts of one human being count as one."""

    code, title = "alarm_about_yourself", "这条预警与您本人有关，请由他人核查"


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
    people = {alarm.person_id, alarm.other_id}
    human = await queries.locked_humans(session, people | {actor.person_id})
    if human[actor.person_id] in {human[each] for each in people}:
        raise AlarmAboutYourself
    await session.refresh(alarm, with_for_update=True)
    if alarm.state != AlarmState.OPEN:
        raise AlarmDecided(state=alarm.state)
    alarm.state, alarm.decision = state, reason
    alarm.decided_by_id, alarm.decided_at = actor.person_id, now
    record(session, PointsAlarmDecided(**queries.facts_of(alarm), state=state), now=now)
    await session.flush()
    return alarm


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
