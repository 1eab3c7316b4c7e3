"""An emergency that is reported again within minutes, word by word: it is one emergency.

Who reports one is never refused. A phone that got no answer, or a frightened person who taps again
and again, is answered with the ticket that is there; other words, other answers, another place or
another photo are news, and make another. So does who wants it private now: what was shown is not
answered with as if it were hidden.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_intake.contents import Matter, is_private, text_of
from shequ_api.features.ticket_intake.schemas import TicketDraft
from shequ_api.features.ticket_limits.public import stand_in_line
from shequ_api.features.ticket_services.public import answers_under
from shequ_api.features.tickets.public import OPEN, Ticket, TicketPhoto, filed_by, keep_unnamed
from shequ_api.kit.crypto import bare

SAME_FOR = timedelta(minutes=10)
MOST = 50
"""Of a person in these minutes: what is looked at."""


async def reported_already(
    session: AsyncSession,
    actor: Actor,
    draft: TicketDraft,
    matter: Matter,
    place: Place,
    *,
    now: datetime,
) -> Ticket | None:
    """The same emergency as the same person reported it a moment ago, while it is open; None where
    this one is news."""
    said = bare(text_of(draft, matter)).lower()
    private = is_private(draft, matter)
    what = f"{matter.service.code}/{place.id}/{draft.anonymous}/{private}/{said}"
    await stand_in_line(session, actor.person_id, place, what, now=now)
    latest = (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case))
        .where(
            filed_by(session, actor.concerned_id),
            Ticket.filed_by_id.is_not_distinct_from(_agent_of(actor)),
            Ticket.anonymous == draft.anonymous,
            Ticket.private == private,
            Ticket.service_code == matter.service.code,
            Ticket.place_id == place.id,
            Ticket.created_at > now - SAME_FOR,
        )
        .order_by(Ticket.created_at.desc())
        .limit(MOST)
    )
    for ticket in await session.scalars(latest):
        alike = ticket.case.state in OPEN and bare(ticket.text).lower() == said
        if alike and await _holds(session, ticket, draft, matter):
            keep_unnamed(session, actor, ticket)
            return ticket
    return None


def _agent_of(actor: Actor) -> UUID | None:
    return actor.person_id if actor.on_behalf_of else None


async def _holds(session: AsyncSession, ticket: Ticket, draft: TicketDraft, matter: Matter) -> bool:
    """Whether all files were filed with it, and what is answered now was answered so."""
    if draft.attributes:
        answered = answers_under(ticket.id, matter.answered.code)
        if await session.scalar(answered) != draft.attributes:
            return False
    filed = select(TicketPhoto.file_id).where(TicketPhoto.ticket_id == ticket.id)
    return {*draft.photo_ids, *draft.voice_ids} <= set(await session.scalars(filed))
