"""Giving back, passing on, and saying who handles what nobody wants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import stands_in_for
from shequ_api.features.ticket_handling import queries
from shequ_api.features.ticket_handling.events import (
    TicketArbitrationAwaited,
    TicketArbitrationOver,
)
from shequ_api.features.ticket_handling.models import Arbitration
from shequ_api.features.ticket_handling.rules import needs_arbitration
from shequ_api.features.ticket_handling.times import times_in, workdays_later
from shequ_api.features.tickets.events import ReturnCause, TicketReturned
from shequ_api.features.tickets.public import (
    AssigneeUnfit,
    NotYourTask,
    RulingBinds,
    Ticket,
    TicketPermission,
    TicketState,
    accept,
    facts_of,
    give,
    stay,
    take_step,
)
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class ReturnTooLate(NotNow):
    """Only the community may take it away now. Says until when it could be given back."""

    code, title = "return_too_late", "已超过退单时限，请联系社区改派"


MOST_PASSINGS = 3
"""Among colleagues, until the community gives it to somebody again: nothing goes to and fro."""


class PassedOnTooOften(NotNow):
    """Facts: `most`."""

    code, title = "passed_on_too_often", "已多次转派，请退回社区重新派单"


class NothingToArbitrate(NotNow):
    code, title = "nothing_to_arbitrate", "这张单没有在等待裁定"


async def return_ticket(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    reason: str,
    new_fact: str | None,
    now: datetime,
) -> Ticket:
    """退单: by whoever has it, as not their duty; or the community takes it back.

    From the third time on those above say who handles it.
    """
    await stay(session, ticket)
    dispatcher = actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)
    own = await has_it(session, actor, ticket)
    if not (own or dispatcher):
        raise NotYourTask
    if ticket.bound and new_fact is None:
        raise RulingBinds
    left_id = ticket.assignee_id
    if own and not dispatcher and left_id is not None:
        await _refuse_late(session, ticket, now)
    cause = ReturnCause.NOT_MY_DUTY if own else ReturnCause.TAKEN_BACK
    note = reason if new_fact is None else f"{reason}（新情况：{new_fact}）"
    await take_step(session, actor, ticket, "return", note=note, now=now, cause=cause.value)
    ticket.assignee_id = None
    _tell_return(session, ticket, left_id, actor.person_id, cause, now)
    if own or ticket.bound:
        await bounce(session, ticket, new_fact_given=ticket.bound, now=now)
    return ticket


async def pass_on(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    colleague_id: UUID,
    fits: bool,
    note: str,
    now: datetime,
) -> Ticket:
    """转派: whoever has it gives it to a colleague. Its clocks go on: it is the same assignment."""
    await stay(session, ticket)
    if not await has_it(session, actor, ticket):
        raise NotYourTask
    if ticket.bound:
        raise RulingBinds
    if not fits:
        raise AssigneeUnfit
    if (await session.scalar(queries.passings(ticket.case_id)) or 0) >= MOST_PASSINGS:
        raise PassedOnTooOften(most=MOST_PASSINGS)
    await give(
        session,
        actor,
        ticket,
        "assign",
        assignee_id=colleague_id,
        note=note,
        now=now,
        passed_on=True,
    )
    return ticket


async def arbitrate(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    assignee_id: UUID,
    fits: bool,
    reason: str,
    now: datetime,
) -> Ticket:
    """裁定: who handles it. It binds: it comes back no more without a new fact."""
    if not fits:
        raise AssigneeUnfit
    await stay(session, ticket)
    waiting = await session.scalar(queries.open_arbitration(ticket.id))
    if waiting is None or not ticket.awaits_arbitration:
        raise NothingToArbitrate
    if ticket.case.state == TicketState.SUBMITTED:
        await accept(session, actor, ticket, note=None, now=now)
    await give(
        session,
        actor,
        ticket,
        "assign",
        assignee_id=assignee_id,
        note=reason,
        now=now,
        arbitration_id=str(waiting.id),
    )
    ticket.awaits_arbitration, ticket.bound = False, True
    waiting.ruled_by_id, waiting.step_number = actor.person_id, ticket.case.steps_taken
    _close(session, ticket, waiting, now)
    return ticket


async def drop_arbitration(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """It has ended: there is nothing left to say."""
    waiting = await session.scalar(queries.open_arbitration(ticket.id))
    if waiting is not None:
        _close(session, ticket, waiting, now)


def _close(session: AsyncSession, ticket: Ticket, waiting: Arbitration, now: datetime) -> None:
    waiting.closed_at = now
    record(session, TicketArbitrationOver(**_facts(ticket, waiting, now)), now=now)


async def bounce(
    session: AsyncSession, ticket: Ticket, *, new_fact_given: bool = False, now: datetime
) -> None:
    """It came back, or was handed on: one more. The ticket is locked."""
    ticket.bounces += 1
    if not needs_arbitration(ticket.bounces) or ticket.awaits_arbitration:
        return
    ticket.awaits_arbitration, ticket.bound = True, False
    left = await session.scalar(queries.open_arbitration(ticket.id))
    if left is not None:  # it ended while it waited, and goes on: the reaction is yet to come
        _close(session, ticket, left, now)
        await session.flush()
    _await(session, ticket, new_fact_given=new_fact_given, now=now)


def _await(session: AsyncSession, ticket: Ticket, *, new_fact_given: bool, now: datetime) -> None:
    waiting = Arbitration(
        id=new_id(),
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        opened_at=now,
        bounces=ticket.bounces,
        new_fact_given=new_fact_given,
    )
    session.add(waiting)
    record(session, TicketArbitrationAwaited(**_facts(ticket, waiting, now)), now=now)


async def await_again(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """It was merged while it waited for those above, and is handled by itself again: it waits. The
    ticket is locked."""
    if (
        ticket.awaits_arbitration
        and await session.scalar(queries.open_arbitration(ticket.id)) is None
    ):
        _await(session, ticket, new_fact_given=False, now=now)


async def has_it(session: AsyncSession, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor has the ticket, or stands in for whoever has it."""
    if ticket.assignee_id is None:
        return False
    covers = stands_in_for(actor, ticket.assignee_id)
    return ticket.assignee_id == actor.person_id or bool(await session.scalar(covers))


async def _refuse_late(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    since = await session.scalar(queries.given_at(ticket.case_id))
    if since is None:
        return
    times = await times_in(session, ticket.district_id)
    until = await workdays_later(session, since, times.return_workdays)
    if now > until:
        raise ReturnTooLate(until=until.isoformat())


def _tell_return(
    session: AsyncSession,
    ticket: Ticket,
    left_id: UUID | None,
    by_id: UUID | None,
    cause: ReturnCause,
    now: datetime,
) -> None:
    if left_id is None:
        return
    fact = TicketReturned(
        **facts_of(ticket), returned_from_id=left_id, returned_by_id=by_id, cause=cause, at=now
    )
    record(session, fact, now=now)


def _facts(ticket: Ticket, waiting: Arbitration, now: datetime) -> dict[str, Any]:
    return {
        "subject_id": ticket.id,
        "district_id": ticket.district_id,
        "arbitration_id": waiting.id,
        "community_id": ticket.community_id,
        "subdistrict_id": ticket.subdistrict_id,
        "at": now,
    }
