"""What people write about tickets, for those who check it: tickets themselves, and messages."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.ticket_talk.models import TicketMessage
from shequ_api.features.ticket_talk.queries import KIND
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, reporter_of

TICKET = "ticket"


async def _ticket(session: AsyncSession, ticket_id: UUID) -> Written | None:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        return None
    return Written(ticket.text, ticket.filed_by_id or reporter_of(session, ticket))


async def _message(session: AsyncSession, message_id: UUID) -> Written | None:
    message = await session.get(TicketMessage, message_id)
    if message is None:
        return None
    author_id = message.agent_id or message.author_id
    if author_id is None and message.side == Side.REPORTER:
        author_id = reporter_of(session, await session.get_one(Ticket, message.ticket_id))
    return Written(message.text, author_id)


WRITINGS = [
    Writing(TICKET, "诉求", _ticket),
    Writing(KIND, "诉求留言", _message),
]
