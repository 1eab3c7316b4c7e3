"""What other features may ask of tickets."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow import service as workflow
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.tickets import service
from shequ_api.features.tickets.assignments import assignment_rows as assignment_rows
from shequ_api.features.tickets.flow import FLOW as FLOW
from shequ_api.features.tickets.flow import OPEN as OPEN
from shequ_api.features.tickets.flow import TicketState as TicketState
from shequ_api.features.tickets.loading_router import TheTicket as TheTicket
from shequ_api.features.tickets.models import Service as Service
from shequ_api.features.tickets.models import Ticket as Ticket
from shequ_api.features.tickets.permissions import SETTLERS as SETTLERS
from shequ_api.features.tickets.permissions import TicketPermission as TicketPermission
from shequ_api.features.tickets.rules import sees_position as sees_position
from shequ_api.features.tickets.schemas import Photos as Photos
from shequ_api.features.tickets.schemas import TicketView as TicketView
from shequ_api.features.tickets.service import facts_of as facts_of
from shequ_api.features.tickets.service import take_step as take_step
from shequ_api.features.tickets.showing import view_of as view_of

enter_ticket = service.file_ticket
"""The same as `file_ticket`, by those who have the rows."""


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


class Progress(StrEnum):
    """How far the work that a ticket asks for has come."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


_PROGRESS = {
    TicketState.SUBMITTED: Progress.WAITING,
    TicketState.ACCEPTED: Progress.UNDER_WAY,
    TicketState.RESOLVING: Progress.UNDER_WAY,
    TicketState.SETTLED: Progress.DONE,
    TicketState.RATED: Progress.DONE,
    TicketState.DECLINED: Progress.DROPPED,
    TicketState.WITHDRAWN: Progress.DROPPED,
}
_DROPPED = [state for state, progress in _PROGRESS.items() if progress == Progress.DROPPED]


class TicketWork(NamedTuple):
    """How far a ticket has come, and by whose step and when; of one that is done, who settled."""

    ticket_id: UUID
    progress: Progress
    by_id: UUID
    at: datetime


async def works_of(session: AsyncSession, ticket_ids: Collection[UUID]) -> dict[UUID, TicketWork]:
    """Ticket id → how far it has come. One statement."""
    if not ticket_ids:
        return {}
    last = (
        select(StepLog.actor_id, StepLog.taken_at)
        .where(StepLog.case_id == Ticket.case_id)
        .order_by((StepLog.step == "settle").desc(), StepLog.number.desc())
        .limit(1)
        .lateral()
    )
    rows = await session.execute(
        select(Ticket.id, Case.state, last.c.actor_id, last.c.taken_at)
        .join(Case, Case.id == Ticket.case_id)
        .join(last, true())
        .where(Ticket.id.in_(ticket_ids))
    )
    return {
        row.id: TicketWork(row.id, _PROGRESS[TicketState(row.state)], row.actor_id, row.taken_at)
        for row in rows
    }


async def take_on(
    session: AsyncSession, actor: Actor, ticket_id: UUID, *, note: str, now: datetime
) -> None:
    """Accept a ticket that nobody has accepted yet; any other is left as it is."""
    ticket = await _locked(session, ticket_id)
    if ticket.case.state == TicketState.SUBMITTED:
        await service.accept(session, actor, ticket, note=note, now=now)


async def settle_by_record(
    session: AsyncSession, actor: Actor, ticket_id: UUID, *, note: str, now: datetime
) -> None:
    """Settle a ticket whose work is on record elsewhere, accepting it first where need be; one
    that has ended is left as it is. Raises `NotYourTask`."""
    ticket = await _locked(session, ticket_id)
    if ticket.case.state == TicketState.SUBMITTED:
        await service.accept(session, actor, ticket, note=note, now=now)
    if _PROGRESS[TicketState(ticket.case.state)] == Progress.UNDER_WAY:
        await service.settle(session, actor, ticket, note=note, photos=(), now=now)


async def _locked(session: AsyncSession, ticket_id: UUID) -> Ticket:
    """A ticket with its case, which is locked and as it stands now."""
    ticket = await session.get_one(Ticket, ticket_id)
    ticket.case = await workflow.lock_case(session, ticket.case_id)
    return ticket
