"""Handlers who are silent: a watch begins with each assignment, and moves with whatever they do."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow import service as workflow
from shequ_api.features.ticket_clocks.public import is_paused
from shequ_api.features.ticket_handling.public import hours_later, times_in
from shequ_api.features.ticket_pressure import queries
from shequ_api.features.ticket_pressure.models import Watch
from shequ_api.features.ticket_subtasks.public import awaits_part
from shequ_api.features.tickets.events import ReturnCause, TicketReturned
from shequ_api.features.tickets.public import FLOW, Ticket, TicketState, facts_of, stay

NOTE = "办理人逾期没有动作，自动收回重新派单"


async def watch(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """The handler's time begins anew, where the district's rule sets one. It is locked."""
    times = await times_in(session, ticket.district_id)
    handled = ticket.assignee_id is not None and ticket.case.state == TicketState.RESOLVING
    if times.silence_hours is None or not handled or ticket.bound:
        await _forget(session, ticket)
        return
    begun = {
        "case_steps": ticket.case.steps_taken,
        "due_at": await hours_later(session, ticket, now, times.silence_hours),
    }
    row = insert(Watch).values(ticket_id=ticket.id, district_id=ticket.district_id, **begun)
    again = row.on_conflict_do_update(index_elements=[Watch.ticket_id], set_=begun)
    await session.execute(again)


async def _forget(session: AsyncSession, ticket: Ticket) -> None:
    gone = delete(Watch).where(Watch.ticket_id == ticket.id)
    await session.execute(gone, execution_options={"synchronize_session": False})


async def relieve_silent(session: AsyncSession, now: datetime) -> None:
    """On a clock: who did nothing in their time loses it; the rules find somebody else, or the
    community does. Who did something, or waits for others, has their time again."""
    due = (await session.execute(queries.watches_due(now))).all()
    # In the order of their cases: that of all who lock several.
    for ticket_id, _ in sorted(due, key=lambda row: row.case_id):
        ticket = await session.get_one(Ticket, ticket_id)
        ticket.case = await stay(session, ticket)
        found = await session.get(Watch, ticket_id, with_for_update=True, populate_existing=True)
        if found is None or found.due_at > now:
            continue
        if found.case_steps != ticket.case.steps_taken:
            await watch(session, ticket, now=ticket.case.changed_at)
        elif await _waits(session, ticket, now):
            await watch(session, ticket, now=now)
        elif ticket.assignee_id is not None and ticket.case.state == TicketState.RESOLVING:
            await _relieve(session, ticket, now)
        else:
            await _forget(session, ticket)


async def _waits(session: AsyncSession, ticket: Ticket, now: datetime) -> bool:
    """Whether whoever has it may wait: for what they paused it for, or for those who do a part."""
    return await is_paused(session, ticket.id) or await awaits_part(session, ticket.id, now)


async def _relieve(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    left_id = ticket.assignee_id
    if left_id is None or ticket.bound:
        await _forget(session, ticket)
        return
    cause = ReturnCause.SILENT
    # Nobody signs it: the clock did it, by the district's rule.
    await workflow.advance(
        session, FLOW, ticket.case_id, "return", actor_id=None, now=now, note=NOTE, cause=cause
    )
    ticket.assignee_id = None
    fact = TicketReturned(
        **facts_of(ticket), returned_from_id=left_id, returned_by_id=None, cause=cause, at=now
    )
    record(session, fact, now=now)
    await _forget(session, ticket)
