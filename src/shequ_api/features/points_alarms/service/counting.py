"""Counting what happens, and raising an alarm where it passes its rule."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.base.places.models import Place
from shequ_api.features.points_alarms import queries
from shequ_api.features.points_alarms.events import PointsAlarmRaised
from shequ_api.features.points_alarms.models import PointsAlarm, PointsAlarmCount
from shequ_api.features.points_alarms.rules import (
    AlarmKind,
    AlarmRule,
    AlarmState,
    counts_from,
    slice_now,
)
from shequ_api.kit.ids import new_id


async def count(
    session: AsyncSession,
    kind: AlarmKind,
    *,
    community_id: UUID,
    district_id: UUID,
    person_id: UUID,
    other_id: UUID | None = None,
    amount: int = 1,
    now: datetime,
) -> PointsAlarm | None:
    """Count something of somebody's card, or between two people; the alarm that it raises or adds
    to, if it does. Nobody is kept from anything.

    The people's rows are locked first, in the order of their ids: whatever is counted of them is
    counted one after the other.
    """
    rule = await queries.rule_in(session, district_id, kind)
    if not rule.enabled:
        return None
    human = await humans(session, {person_id, other_id or person_id}, lock=True)
    one, other = human[person_id], human[other_id or person_id]
    about = queries.about(kind, district_id, one, other)
    decided_at = await queries.last_decision(session, about)
    adding = insert(PointsAlarmCount).values(
        kind=kind,
        district_id=district_id,
        person_id=one,
        other_id=other,
        slice_at=slice_now(rule, now, decided_at),
        amount=amount,
    )
    more = PointsAlarmCount.amount + adding.excluded.amount
    keys = ["kind", "district_id", "person_id", "other_id", "slice_at"]
    await session.execute(adding.on_conflict_do_update(index_elements=keys, set_={"amount": more}))
    since = counts_from(rule, now, decided_at)
    total = await queries.counted(session, (kind, district_id, one, other), since)
    if kind == AlarmKind.MUTUAL:
        back = await queries.counted(session, (kind, district_id, other, one), since)
        total = total + back if back else 0
    if total < rule.threshold:
        return None
    return await _raise(session, about, rule, total, community_id, now=now)


async def _raise(
    session: AsyncSession,
    about: queries.About,
    rule: AlarmRule,
    total: int,
    community_id: UUID,
    *,
    now: datetime,
) -> PointsAlarm:
    """One open alarm about the same; what is added while it is open is told by it."""
    alarm = await queries.open_alarm(session, about)
    if alarm is not None:
        alarm.amount, alarm.last_at = max(alarm.amount, total), now
        await session.flush()
        return alarm
    kind, district_id, person_id, other_id = about
    community = await session.get_one(Place, community_id)
    alarm = PointsAlarm(
        id=new_id(),
        kind=kind,
        city_id=community.city_id,
        district_id=district_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.id,
        person_id=person_id,
        other_id=other_id,
        amount=total,
        threshold=rule.threshold,
        window_minutes=rule.window_minutes,
        state=AlarmState.OPEN,
        raised_at=now,
        last_at=now,
    )
    session.add(alarm)
    record(session, PointsAlarmRaised(**queries.facts_of(alarm)), now=now)
    await session.flush()
    return alarm
