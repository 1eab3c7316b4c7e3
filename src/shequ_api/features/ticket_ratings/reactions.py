"""What ratings do when tickets are settled, or are not any more."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_ratings.endings import note_ending
from shequ_api.features.tickets.events import TicketFact, TicketReopened, TicketSettled


async def follow(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Its clock begins, begins anew, or stops."""
    await note_ending(session, fact.subject_id, now)


REACTIONS = [
    Reaction("ticket_ratings.note_settlement", TicketSettled, follow),
    Reaction("ticket_ratings.note_reopening", TicketReopened, follow),
]
