"""What incidents do by themselves: tickets are linked as they come, and settled at the end."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.incidents.events import IncidentEnded, IncidentPublished
from shequ_api.features.incidents.linking import gather, link_new
from shequ_api.features.incidents.service import close_links
from shequ_api.features.tickets.events import TicketFact, TicketPlaced, TicketSubmitted


async def link(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It may be about something that is going on where it lies."""
    await link_new(session, fact.subject_id, now)


REACTIONS = [
    Reaction("incidents.link_new", TicketSubmitted, link),
    Reaction("incidents.link_placed", TicketPlaced, link),
    Reaction("incidents.gather", IncidentPublished, gather),
    Reaction("incidents.close_links", IncidentEnded, close_links),
]
