"""What this feature keeps about persons: what was noticed about their cards, and who looked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.points_alarms.models import PointsAlarm, PointsAlarmCount
from shequ_api.features.points_alarms.rules import (
    KIND_TITLES,
    STATE_TITLES,
    AlarmKind,
    AlarmState,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What was noticed about me, and what came of it; what I looked into."""
    about = or_(PointsAlarm.person_id == person_id, PointsAlarm.other_id == person_id)
    mine = select(PointsAlarm).where(or_(about, PointsAlarm.decided_by_id == person_id))
    return {
        "积分异常预警": [
            {
                "类型": KIND_TITLES[AlarmKind(each.kind)],
                "结果": STATE_TITLES[AlarmState(each.state)],
                "说明": each.decision,
                "时间": each.raised_at,
            }
            for each in await session.scalars(mine.order_by(PointsAlarm.raised_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Counts go, and what was written about them or by them; that something was noticed stays."""
    counts = or_(PointsAlarmCount.person_id == person_id, PointsAlarmCount.other_id == person_id)
    await session.execute(delete(PointsAlarmCount).where(counts), execution_options=QUIET)
    theirs = or_(
        PointsAlarm.person_id == person_id,
        PointsAlarm.other_id == person_id,
        PointsAlarm.decided_by_id == person_id,
    )
    words = update(PointsAlarm).where(theirs, PointsAlarm.decision.is_not(None))
    await session.execute(words.values(decision=FORGOTTEN), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: what was noticed about an account stays with it. From now on both are counted as
    one, and whoever has either looks into nothing about the other."""


PERSONAL_DATA = PersonalData(
    columns=(
        "points_alarms.person_id",
        "points_alarms.other_id",
        "points_alarms.decided_by_id",
        "points_alarm_counts.person_id",
        "points_alarm_counts.other_id",
        "points_alarm_rules.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
