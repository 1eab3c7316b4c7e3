"""Applications that are overdue: a matter of the office, until there is nothing left to see to."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.service_applications.events import (
    ApplicationDecided,
    ApplicationFact,
    ApplicationOverdue,
    ApplicationReturned,
    ApplicationWithdrawn,
)
from shequ_api.features.service_applications.public import is_overdue

OFFICES = (
    Role.COMMUNITY_WORKER,
    Role.SUBDISTRICT_ADMINISTRATOR,
    Role.DISTRICT_ADMINISTRATOR,
    Role.CITY_ADMINISTRATOR,
)
"""One of these is held at the place that keeps a service."""
KIND = MessageKind.SERVICE_APPLICATION_OVERDUE


async def tell_overdue(session: AsyncSession, fact: ApplicationOverdue, now: datetime) -> None:
    """Tell those who hold the office."""
    if await is_overdue(session, fact.subject_id, now):
        await tell_offices(
            session,
            KIND,
            [(role, fact.place_id) for role in OFFICES],
            occasion_id=fact.subject_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_overdue(session: AsyncSession, fact: ApplicationFact, now: datetime) -> None:
    """Its promise does not run any more."""
    await close_matters_of(session, [KIND], fact.subject_id, now=now)


REACTIONS = [
    Reaction("service_matters.overdue", ApplicationOverdue, tell_overdue),
    Reaction("service_matters.decided", ApplicationDecided, end_overdue),
    Reaction("service_matters.returned", ApplicationReturned, end_overdue),
    Reaction("service_matters.withdrawn", ApplicationWithdrawn, end_overdue),
]
