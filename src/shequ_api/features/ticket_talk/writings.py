"""What people write about tickets, for those who check it: tickets themselves, and messages."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.ticket_services.public import words_answered
from shequ_api.features.ticket_talk.models import TicketMessage
from shequ_api.features.ticket_talk.queries import KIND
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, reporter_of

TICKET = "ticket"


async def _ticket(session: AsyncSession, ticket_id: UUID) -> Written | None:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        return None
    author_id = ticket.filed_by_id or reporter_of(session, ticket)
    return Written(await words_of(session, ticket), author_id, unnamed=ticket.anonymous)


async def words_of(session: AsyncSession, ticket: Ticket) -> str:
    """What a ticket says, its text and what was answered in words, line by line."""
    return "\n".join([ticket.text, *await words_answered(session, ticket.id)]).strip()


async def _message(session: AsyncSession, message_id: UUID) -> Written | None:
    message = await session.get(TicketMessage, message_id)
    if message is None:
        return None
    if message.author_id is not None or message.side == Side.STAFF:
        return Written(message.text, message.agent_id or message.author_id)
    ticket = await session.get_one(Ticket, message.ticket_id)
    return Written(message.text, reporter_of(session, ticket), unnamed=True)


WRITINGS = [
    Writing(TICKET, "诉求", _ticket),
    Writing(KIND, "诉求留言", _message),
]
