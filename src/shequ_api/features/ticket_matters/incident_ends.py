"""Incidents whose planned end has passed: a matter of the office that published them, until it has
said what became of them, or they have ended by themselves."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.incidents.events import IncidentEnded, IncidentOverdue, IncidentRevised
from shequ_api.features.incidents.public import still_overdue

EDITIONS = UUID("0199a3c4-0000-7000-8000-000000000003")
"""The namespace of editions: any constant."""


def _occasion(incident_id: UUID, edition: int) -> UUID:
    return uuid5(EDITIONS, f"{incident_id}:{edition}")


async def tell_overdue(session: AsyncSession, fact: IncidentOverdue, now: datetime) -> None:
    """Ask the office what became of it."""
    title = await session.scalar(still_overdue(fact))
    if title is not None:
        await tell_offices(
            session,
            MessageKind.INCIDENT_OVERDUE,
            [_office_of(fact)],
            occasion_id=_occasion(fact.subject_id, fact.edition),
            about_id=fact.subject_id,
            district_id=fact.district_id,
            title=title,
            now=now,
        )


def _office_of(fact: IncidentOverdue) -> tuple[Role, UUID | None]:
    if fact.community_id is not None:
        return Role.COMMUNITY_WORKER, fact.community_id
    if fact.subdistrict_id is not None:
        return Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id
    return Role.DISTRICT_ADMINISTRATOR, fact.district_id


async def answered(session: AsyncSession, fact: IncidentRevised, now: datetime) -> None:
    """It says something else by now."""
    await _close(session, fact.subject_id, fact.edition - 1, now)


async def ended(session: AsyncSession, fact: IncidentEnded, now: datetime) -> None:
    """It is over."""
    await _close(session, fact.subject_id, fact.edition, now)


async def _close(session: AsyncSession, incident_id: UUID, edition: int, now: datetime) -> None:
    kinds = [MessageKind.INCIDENT_OVERDUE]
    await close_matters_of(session, kinds, _occasion(incident_id, edition), now=now)


REACTIONS = [
    Reaction("inbox.incident_overdue", IncidentOverdue, tell_overdue),
    Reaction("inbox.incident_answered_for", IncidentRevised, answered),
    Reaction("inbox.incident_over", IncidentEnded, ended),
]
