"""On the clock: have the tasks of the next days made, district by district."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.events.models import Job
from shequ_api.features.patrol_plans.public import districts_behind
from shequ_api.features.patrol_tasks.rules import DAYS_AHEAD
from shequ_api.features.patrol_tasks.service.making import MAKE_TASKS, ask_for_tasks
from shequ_api.features.patrol_tasks.service.settling import miss_overdue
from shequ_api.kit.clock import china_date


async def ask_for_all(session: AsyncSession, now: datetime) -> None:
    """A job for each district that has plans behind, and no job waiting."""
    waiting = select(Job.subject_id).where(Job.name == MAKE_TASKS, Job.subject_id.is_not(None))
    until = china_date(now) + timedelta(days=DAYS_AHEAD)
    districts = districts_behind(until)
    for district_id in set(await session.scalars(districts)) - set(await session.scalars(waiting)):
        ask_for_tasks(session, district_id, now)


CLOCKWORKS = [
    Clockwork("patrol_tasks.ask_for_all", timedelta(minutes=10), ask_for_all),
    Clockwork("patrol_tasks.miss_overdue", timedelta(minutes=5), miss_overdue),
]
