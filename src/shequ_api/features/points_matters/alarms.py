"""Alarms: a matter of those above the community, until one of them looked into it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.points_alarms.events import PointsAlarmDecided, PointsAlarmRaised
from shequ_api.features.points_alarms.public import still_open


async def tell_alarm(session: AsyncSession, fact: PointsAlarmRaised, now: datetime) -> None:
    """Tell those who may look into it."""
    if await still_open(session, fact.subject_id):
        await tell_offices(
            session,
            MessageKind.POINTS_ALARM,
            [
                (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
                (Role.DISTRICT_ADMINISTRATOR, fact.district_id),
            ],
            occasion_id=fact.subject_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_alarm(session: AsyncSession, fact: PointsAlarmDecided, now: datetime) -> None:
    """One of them has."""
    await close_matters_of(session, [MessageKind.POINTS_ALARM], fact.subject_id, now=now)


REACTIONS = [
    Reaction("points_matters.alarm_raised", PointsAlarmRaised, tell_alarm),
    Reaction("points_matters.alarm_decided", PointsAlarmDecided, end_alarm),
]
