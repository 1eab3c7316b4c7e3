"""What time does: applications that nobody completes lapse, promises that are not kept are told."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, record
from shequ_api.features.service_applications.events import ApplicationLapsed, ApplicationOverdue
from shequ_api.features.service_applications.public import ApplicationSide, facts_of, take_step
from shequ_api.features.service_desk import queries

AT_ONCE = 200


async def lapse(session: AsyncSession, now: datetime) -> None:
    """End those for which nothing came in time; one that somebody completes right now waits for
    the next run, which finds it answered."""
    unanswered = queries.unanswered(now).limit(AT_ONCE)
    for application in list(await session.scalars(unanswered)):
        await take_step(
            session, application, "lapse", side=ApplicationSide.CLOCK, actor_id=None, now=now
        )
        record(session, ApplicationLapsed(**facts_of(application, None)), now=now)
    await session.flush()


async def tell_overdue(session: AsyncSession, now: datetime) -> None:
    """Tell once of each promise that was not kept."""
    for application in list(await session.scalars(queries.newly_overdue(now).limit(AT_ONCE))):
        application.overdue_told_at = now
        told = ApplicationOverdue(**facts_of(application, None), handler_id=application.handler_id)
        record(session, told, now=now)
    await session.flush()


CLOCKWORKS = [
    Clockwork("service_desk.lapse", timedelta(hours=1), lapse),
    Clockwork("service_desk.tell_overdue", timedelta(minutes=10), tell_overdue),
]
