"""Parts that change hands by themselves or by somebody, and end with their ticket; and their
counts on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.ticket_help.public import Held, HelpEnd, facts_of, hold, open_helps
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.events import SubtaskGiven, SubtaskTaken
from shequ_api.features.ticket_subtasks.flow import FLOW
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.public import Ticket, TicketHelper


async def recount(session: AsyncSession, ticket: Ticket) -> int:
    """What the ticket, which is locked, says of its parts: counted anew. How many are required
    and to be done."""
    await session.flush()
    counts = (await session.execute(queries.parts_of(ticket.id))).one()
    ticket.subtasks, ticket.subtasks_done = counts.subtasks, counts.subtasks_done
    ticket.open_subtasks = counts.open_subtasks
    return ticket.open_subtasks


async def pass_part(
    session: AsyncSession,
    held: Held,
    part: TicketSubtask,
    assignee_id: UUID | None,
    step: str,
    *,
    by_id: UUID | None = None,
    note: str | None = None,
    now: datetime,
) -> None:
    """A part has another assignee from now on, who is told. Its ticket is locked."""
    facts = {"assignee_id": str(assignee_id)} if assignee_id else {}
    await advance(session, FLOW, part.case_id, step, actor_id=by_id, now=now, note=note, **facts)
    part.assignee_id = assignee_id
    if assignee_id is not None:
        given = SubtaskGiven(
            **facts_of(held.ticket, now),
            subtask_id=part.id,
            assignee_id=assignee_id,
            given_by_id=by_id,
        )
        record(session, given, now=now)


def tell_taken(
    session: AsyncSession,
    held: Held,
    part: TicketSubtask,
    left_id: UUID | None,
    by_id: UUID | None,
    now: datetime,
) -> None:
    """Tell whoever had a part that they have it no more."""
    if left_id is not None:
        facts = {"subtask_id": part.id, "left_id": left_id, "taken_by_id": by_id}
        record(session, SubtaskTaken(**facts_of(held.ticket, now), **facts), now=now)


async def drop(
    session: AsyncSession, held: Held, kind: HelpEnd, *, until: datetime, now: datetime
) -> None:
    """End the parts that were set until an instant; whoever had one is told."""
    begun = TicketSubtask.set_at <= until
    parts = (await session.scalars(queries.open_parts(held.ticket.id, begun))).all()
    for part in parts:
        await advance(session, FLOW, part.case_id, "drop", actor_id=None, now=now, cause=kind.value)
        part.ended_at = now
        tell_taken(session, held, part, part.assignee_id, None, now)
    if parts:
        await recount(session, held.ticket)


async def leave_lead(
    session: AsyncSession, ticket_id: UUID, left_id: UUID | None, now: datetime
) -> None:
    """What somebody had who neither leads nor helps any more, and what nobody had, is the lead's;
    nobody's, where nobody leads."""
    ticket = await session.get_one(Ticket, ticket_id)
    held = await hold(session, ticket)
    lead_id = held.head.assignee_id
    helps = open_helps(ticket_id, TicketHelper.person_id == left_id)
    if left_id == lead_id or await session.scalar(helps) is not None:
        left_id = None
    nobodys = TicketSubtask.assignee_id.is_(None)
    orphans = nobodys if left_id is None else nobodys | (TicketSubtask.assignee_id == left_id)
    for part in (await session.scalars(queries.open_parts(ticket_id, orphans))).all():
        if part.assignee_id != lead_id:
            await pass_part(session, held, part, lead_id, "fall", now=now)


async def leave_strangers(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """What is with nobody, or with somebody who neither leads nor helps with it, is the lead's, and
    they are told; nobody's, where nobody leads."""
    ticket = await session.get_one(Ticket, ticket_id)
    held = await hold(session, ticket)
    lead_id = held.head.assignee_id
    helping = {each.person_id for each in await session.scalars(open_helps(ticket_id))}
    for part in (await session.scalars(queries.open_parts(ticket_id))).all():
        left_id = part.assignee_id
        if left_id == lead_id or left_id in helping:
            continue
        await pass_part(session, held, part, lead_id, "fall", now=now)
        tell_taken(session, held, part, left_id, None, now)
