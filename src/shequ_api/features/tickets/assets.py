"""What an asset's history is told of the end of tickets about it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.assets.public import note_on_asset
from shequ_api.features.tickets.models import Ticket

TEXTS = {
    "ticket_settled": "诉求已办结",
    "ticket_declined": "诉求不予受理",
    "ticket_withdrawn": "诉求已撤回",
}


async def tell_of_end(session: AsyncSession, ticket: Ticket, kind: str, now: datetime) -> None:
    """What became of it: a key of `TEXTS`. Who was concerned is the ticket's to say."""
    if ticket.asset_id is not None:
        await note_on_asset(
            session,
            ticket.asset_id,
            kind=kind,
            text=TEXTS[kind],
            source_kind="ticket",
            source_id=ticket.id,
            actor_id=None,
            now=now,
        )
