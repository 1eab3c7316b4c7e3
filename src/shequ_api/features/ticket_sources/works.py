"""How far the work of tickets has come."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.tickets.public import Ticket, TicketState


class Progress(StrEnum):
    """How far the work that a ticket asks for has come."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


PROGRESS = {
    TicketState.SUBMITTED: Progress.WAITING,
    TicketState.ACCEPTED: Progress.UNDER_WAY,
    TicketState.RESOLVING: Progress.UNDER_WAY,
    TicketState.SETTLED: Progress.DONE,
    TicketState.RATED: Progress.DONE,
    TicketState.ARCHIVED: Progress.DONE,
    TicketState.MERGED: Progress.UNDER_WAY,
    TicketState.DECLINED: Progress.DROPPED,
    TicketState.WITHDRAWN: Progress.DROPPED,
}


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
        row.id: TicketWork(row.id, PROGRESS[TicketState(row.state)], row.actor_id, row.taken_at)
        for row in rows
    }
