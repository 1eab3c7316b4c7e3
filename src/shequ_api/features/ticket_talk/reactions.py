"""What is filed is checked like what is said."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.content_checks.public import hand_in, is_handed_in
from shequ_api.features.ticket_talk.writings import TICKET
from shequ_api.features.tickets.events import TicketSubmitted
from shequ_api.features.tickets.public import Ticket, TicketPhoto

WRITTEN_BY_STAFF = frozenset({"meeting", "home_visit", "hotline", "hazard"})
"""Ways in which staff write down what a resident said, or what they found themselves."""


async def have_ticket_checked(session: AsyncSession, fact: TicketSubmitted, now: datetime) -> None:
    """Once, however often this runs."""
    if await is_handed_in(session, TICKET, fact.subject_id):
        return
    ticket = await session.get_one(Ticket, fact.subject_id)
    photos = select(TicketPhoto.file_id).where(
        TicketPhoto.ticket_id == ticket.id, TicketPhoto.step == "submit"
    )
    hand_in(
        session,
        TICKET,
        ticket.id,
        located=ticket,
        author_id=ticket.reporter_id,
        by_staff=ticket.source_kind in WRITTEN_BY_STAFF,
        text=ticket.text,
        photo_ids=(await session.scalars(photos)).all(),
        now=now,
    )


REACTIONS = [Reaction("ticket_talk.have_ticket_checked", TicketSubmitted, have_ticket_checked)]
