"""What is filed is checked like what is said; whose it was is forgotten with the ticket's seal."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.files.models import File
from shequ_api.base.files.owners import disown
from shequ_api.features.content_checks.public import forget_authors, hand_in, is_handed_in
from shequ_api.features.ticket_talk.models import TicketMessage, TicketMessagePhoto
from shequ_api.features.ticket_talk.queries import KIND
from shequ_api.features.ticket_talk.writings import TICKET, words_of
from shequ_api.features.ticket_unsealing.events import TicketSealEnded
from shequ_api.features.tickets.events import TicketSubmitted
from shequ_api.features.tickets.public import Ticket, TicketPhoto, reporter_of

WRITTEN_BY_STAFF = frozenset(
    {
        *("meeting", "home_visit", "suggestion_point", "wish_wall", "enterprise", "hotline"),
        *("hazard", "split"),
    }
)
"""Ways in which staff write down what a resident said, or what they found themselves."""


async def have_ticket_checked(session: AsyncSession, fact: TicketSubmitted, now: datetime) -> None:
    """Once, however often this runs."""
    if await is_handed_in(session, TICKET, fact.subject_id):
        return
    ticket = await session.get_one(Ticket, fact.subject_id)
    media = select(TicketPhoto.file_id).where(
        TicketPhoto.ticket_id == ticket.id, TicketPhoto.step == "submit"
    )
    hand_in(
        session,
        TICKET,
        ticket.id,
        located=ticket,
        author_id=reporter_of(session, ticket),
        unnamed=ticket.anonymous,
        by_staff=ticket.source_kind in WRITTEN_BY_STAFF,
        text=await words_of(session, ticket),
        file_ids=(await session.scalars(media)).all(),
        now=now,
    )


async def forget_author(session: AsyncSession, fact: TicketSealEnded, _: datetime) -> None:
    """Of its words, and of those and the photos in its talk, too, nobody can tell any more whose
    they were."""
    said = select(TicketMessage.id).where(TicketMessage.ticket_id == fact.subject_id)
    await forget_authors(session, TICKET, [fact.subject_id])
    await forget_authors(session, KIND, said)
    shown = select(TicketMessagePhoto.file_id).where(TicketMessagePhoto.message_id.in_(said))
    await disown(session, File.id.in_(shown))


REACTIONS = [
    Reaction("ticket_talk.have_ticket_checked", TicketSubmitted, have_ticket_checked),
    Reaction("ticket_talk.forget_author", TicketSealEnded, forget_author),
]
