"""Reads of what was done about a ticket: by whom, and when it was settled."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.tickets.public import Ticket, TicketHelper


async def handlers_of(session: AsyncSession, ticket: Ticket) -> set[UUID]:
    """Who handled a ticket, in whatever round: settled it, had it, or helped with it or with what
    is handled under it. (To accept or to give it to somebody is not to handle it.)"""
    steps = select(StepLog.step, StepLog.actor_id, StepLog.facts["assignee_id"].astext)
    found = {ticket.assignee_id}
    for step, actor_id, assignee_id in await session.execute(
        steps.where(StepLog.case_id == ticket.case_id)
    ):
        found |= {UUID(assignee_id)} if assignee_id else set()
        found |= {actor_id} if step in ("settle", "claim") else set()
    under = select(Ticket.id).where(Ticket.merged_into_id == ticket.id)
    of_it = or_(TicketHelper.ticket_id == ticket.id, TicketHelper.ticket_id.in_(under))
    helped = TicketHelper.end_kind.is_distinct_from("declined")
    found |= set(await session.scalars(select(TicketHelper.person_id).where(of_it, helped)))
    return {each for each in found if each is not None}


async def accepted_by(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Case → who accepted it last. One statement."""
    taken = (StepLog.case_id.in_(case_ids), StepLog.step == "accept")
    rows = await session.execute(
        select(StepLog.case_id, StepLog.actor_id)
        .where(*taken, StepLog.actor_id.is_not(None))
        .order_by(StepLog.number)
    )
    return {row.case_id: row.actor_id for row in rows}


async def settled_at(session: AsyncSession, ticket: Ticket) -> list[datetime]:
    """When it was settled, each time it was; the last of all last."""
    times = select(StepLog.taken_at).where(
        StepLog.case_id == ticket.case_id, StepLog.step == "settle"
    )
    return list(await session.scalars(times.order_by(StepLog.number)))
