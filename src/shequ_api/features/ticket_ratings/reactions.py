"""What ratings do when tickets are settled, or are not any more, and when a seal ends."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.content_checks.public import forget_authors
from shequ_api.features.ticket_ratings.endings import note_ending
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.features.ticket_ratings.writings import RATING
from shequ_api.features.ticket_unsealing.events import TicketSealEnded
from shequ_api.features.tickets.events import TicketFact, TicketReopened, TicketSettled


async def follow(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Its clock begins, begins anew, or stops."""
    await note_ending(session, fact.subject_id, now)


async def forget_author(session: AsyncSession, fact: TicketSealEnded, _: datetime) -> None:
    """Of what was written with a rating, too, nobody can tell any more whose it was."""
    given = select(TicketRating.id).where(TicketRating.ticket_id == fact.subject_id)
    await forget_authors(session, RATING, given)


REACTIONS = [
    Reaction("ticket_ratings.note_settlement", TicketSettled, follow),
    Reaction("ticket_ratings.note_reopening", TicketReopened, follow),
    Reaction("ticket_ratings.forget_author", TicketSealEnded, forget_author),
]
