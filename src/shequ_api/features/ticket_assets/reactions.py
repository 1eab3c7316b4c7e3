"""What an asset's history is told of the end of tickets about it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.assets.public import note_on_asset
from shequ_api.features.tickets.events import (
    TicketDeclined,
    TicketFact,
    TicketSettled,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import Ticket

TEXTS: dict[type[TicketFact], str] = {
    TicketSettled: "诉求已办结",
    TicketDeclined: "诉求不予受理",
    TicketWithdrawn: "诉求已撤回",
}


async def tell_of_end(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """What became of it. Who was concerned is the ticket's to say."""
    ticket = await session.get_one(Ticket, fact.subject_id)
    if ticket.asset_id is not None:
        await note_on_asset(
            session,
            ticket.asset_id,
            kind=fact.name,
            text=TEXTS[type(fact)],
            source_kind="ticket",
            source_id=ticket.id,
            actor_id=None,
            now=now,
        )


REACTIONS = [
    Reaction(f"ticket_assets.{fact.name}", fact, tell_of_end)
    for fact in (TicketSettled, TicketDeclined, TicketWithdrawn)
]
