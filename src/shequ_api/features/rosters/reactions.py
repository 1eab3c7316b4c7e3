"""Whoever moves out of a building leaves its roster; whoever takes back their consent to sensitive
information leaves every one."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.base.residency.events import ResidencyEnded
from shequ_api.features.rosters import queries, service
from shequ_api.features.rosters.rules import RosterState


async def leave_with_home(session: AsyncSession, fact: ResidencyEnded, now: datetime) -> None:
    """Of each building in which they live no more."""
    for entry in await session.scalars(queries.live_entries_of(fact.person_id)):
        if not await service.still_lives_there(session, entry, now=now):
            await service.end(session, entry, RosterState.LEFT, now=now)


async def leave_with_consent(session: AsyncSession, fact: ConsentWithdrawn, now: datetime) -> None:
    if fact.code != SENSITIVE:
        return
    for entry in await session.scalars(queries.live_entries_of(fact.subject_id)):
        await service.end(session, entry, RosterState.WITHDRAWN, now=now)


REACTIONS = [
    Reaction("rosters.leave_with_home", ResidencyEnded, leave_with_home),
    Reaction("rosters.leave_with_consent", ConsentWithdrawn, leave_with_consent),
]
