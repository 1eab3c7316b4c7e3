"""What follow-ups do when somebody is not content, or the ticket is handled again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_followups.visits import drop_visit, open_visit
from shequ_api.features.ticket_ratings.events import RatingGiven
from shequ_api.features.tickets.events import TicketReopened


async def call_back(session: AsyncSession, fact: RatingGiven, now: datetime) -> None:
    """A low score is asked about."""
    await open_visit(session, fact, now)


async def let_go(session: AsyncSession, fact: TicketReopened, now: datetime) -> None:
    """What is handled again is not asked about yet."""
    await drop_visit(session, fact.subject_id, now)


REACTIONS = [
    Reaction("ticket_followups.call_back", RatingGiven, call_back),
    Reaction("ticket_followups.let_go", TicketReopened, let_go),
]
