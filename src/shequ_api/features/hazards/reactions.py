"""What hazards do when their tickets come further, or to nothing."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.hazards.service.following import follow
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketDeclined,
    TicketFact,
    TicketSettled,
    TicketWithdrawn,
)


async def follow_ticket(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Its hazards are being put right, have been, or need another ticket. (Read from the ticket,
    not from the fact: whichever comes first, or twice, finds the truth.)"""
    if fact.source_kind == "hazard":
        await follow(session, fact.subject_id, now)


REACTIONS = [
    Reaction("hazards.begin", TicketAccepted, follow_ticket),
    Reaction("hazards.rectify", TicketSettled, follow_ticket),
    Reaction("hazards.need_after_declining", TicketDeclined, follow_ticket),
    Reaction("hazards.need_after_withdrawal", TicketWithdrawn, follow_ticket),
]
