"""A record's ticket: filed, taken on and settled by what is on record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow import service as workflow
from shequ_api.features.ticket_sources.works import PROGRESS, Progress
from shequ_api.features.tickets.public import (
    Service,
    Ticket,
    TicketState,
    accept,
    enter_ticket,
    settle,
)


async def file_ticket(
    session: AsyncSession,
    *,
    service_code: str,
    place: Place,
    text: str,
    reporter_id: UUID,
    photo_ids: Sequence[UUID],
    source_kind: str,
    source_id: UUID | None,
    now: datetime,
) -> UUID:
    """File a ticket for a record of another feature; returns its id.

    One source makes one ticket: a second one for the same source breaks `uq_tickets_source`.
    """
    ticket = enter_ticket(
        session,
        await session.get_one(Service, service_code),
        place,
        reporter_id=reporter_id,
        text=text,
        photos=await own_photos(session, reporter_id, photo_ids),
        source_kind=source_kind,
        source_id=source_id,
        now=now,
    )
    return ticket.id


async def take_on(
    session: AsyncSession, actor: Actor, ticket_id: UUID, *, note: str, now: datetime
) -> None:
    """Accept a ticket that nobody has accepted yet; any other is left as it is."""
    ticket = await _locked(session, ticket_id)
    if ticket.case.state == TicketState.SUBMITTED:
        await accept(session, actor, ticket, note=note, now=now)


async def settle_by_record(
    session: AsyncSession, actor: Actor, ticket_id: UUID, *, note: str, now: datetime
) -> None:
    """Settle a ticket whose work is on record elsewhere, accepting it first where need be; one
    that has ended is left as it is. Raises `NotYourTask`."""
    ticket = await _locked(session, ticket_id)
    if ticket.case.state == TicketState.SUBMITTED:
        await accept(session, actor, ticket, note=note, now=now)
    if PROGRESS[TicketState(ticket.case.state)] == Progress.UNDER_WAY:
        await settle(session, actor, ticket, note=note, photos=(), now=now)


async def _locked(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """A ticket with its case, which is locked and as it stands now."""
    ticket = await session.get_one(Ticket, ticket_id)
    ticket.case = await workflow.lock_case(session, ticket.case_id)
    return ticket
