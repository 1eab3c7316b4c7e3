"""Incidents whose planned end has passed: a matter of the office that published them, until it has
said what became of them, or they have ended by themselves."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.matters import NewMatter, Office, close_matters, open_matter
from shequ_api.features.inbox.models import Matter
from shequ_api.features.inbox.wording import WORDS
from shequ_api.features.incidents.events import IncidentEnded, IncidentOverdue, IncidentRevised
from shequ_api.features.incidents.public import still_overdue

EDITIONS = UUID("0199a3c4-0000-7000-8000-000000000003")
"""The namespace of editions: any constant."""


def _occasion(incident_id: UUID, edition: int) -> UUID:
    return uuid5(EDITIONS, f"{incident_id}:{edition}")


async def tell_overdue(session: AsyncSession, fact: IncidentOverdue, now: datetime) -> None:
    """Ask the office what became of it."""
    title = await session.scalar(still_overdue(fact))
    if title is None or fact.district_id is None:
        return
    words = WORDS[MessageKind.INCIDENT_OVERDUE]
    matter = NewMatter(
        kind=MessageKind.INCIDENT_OVERDUE,
        occasion_id=_occasion(fact.subject_id, fact.edition),
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    held_at = fact.community_id or fact.subdistrict_id or fact.district_id
    role = (
        Role.COMMUNITY_WORKER
        if fact.community_id
        else Role.SUBDISTRICT_ADMINISTRATOR
        if fact.subdistrict_id
        else Role.DISTRICT_ADMINISTRATOR
    )
    office = Office(role, held_at, words.title, words.text.format(title=title))
    await open_matter(session, matter, [office], now=now)


async def answered(session: AsyncSession, fact: IncidentRevised, now: datetime) -> None:
    """It says something else by now."""
    await _close(session, fact.subject_id, fact.edition - 1, now)


async def ended(session: AsyncSession, fact: IncidentEnded, now: datetime) -> None:
    """It is over."""
    await _close(session, fact.subject_id, fact.edition, now)


async def _close(session: AsyncSession, incident_id: UUID, edition: int, now: datetime) -> None:
    asked = Matter.kind == MessageKind.INCIDENT_OVERDUE
    of_edition = Matter.occasion_id == _occasion(incident_id, edition)
    await close_matters(session, asked & of_edition, now=now)


REACTIONS = [
    Reaction("inbox.incident_overdue", IncidentOverdue, tell_overdue),
    Reaction("inbox.incident_answered_for", IncidentRevised, answered),
    Reaction("inbox.incident_over", IncidentEnded, ended),
]
