"""Pausing the resolution of a ticket while nobody can go on, and resuming it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import stands_in_for
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_clocks.events import TicketPaused, TicketResumed
from shequ_api.features.ticket_clocks.public import (
    STANDINGS,
    PauseReason,
    Standing,
    TicketPause,
    book_of,
    follow,
)
from shequ_api.features.tickets.public import (
    NotYourTask,
    Ticket,
    TicketState,
    facts_of,
    may_settle,
    stay,
)
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id

SHORTEST = timedelta(minutes=1)


class NotUnderWay(NotNow):
    code, title = "not_under_way", "只有已接单、办理中的诉求可以暂停计时"


class PausedAlready(NotNow):
    code, title = "paused_already", "这件诉求已经暂停计时"


class NotPaused(NotNow):
    code, title = "not_paused", "这件诉求没有暂停计时"


class PauseTooLong(NotNow):
    """Says until when it may be paused at the latest."""

    code, title = "pause_too_long", "超过了允许的暂停时间"


async def pause(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    reason: PauseReason,
    note: str | None,
    until: datetime | None,
    now: datetime,
) -> None:
    """Stop the clock of its resolution until somebody resumes it, at the latest when all pauses of
    the ticket together have lasted as long as its policy lets them."""
    case = await _hold(session, actor, ticket)
    await follow(session, [ticket.id], now)
    if STANDINGS[TicketState(case.state)] != Standing.UNDER_WAY:
        raise NotUnderWay
    pauses = (await session.scalars(_pauses_of(ticket))).all()
    if any(each.resumed_at is None for each in pauses):
        raise PausedAlready
    latest = now + await _left(session, ticket, pauses, now)
    if latest < now + SHORTEST or (until is not None and not now < until <= latest):
        raise PauseTooLong(latest=latest.isoformat())
    made = TicketPause(
        id=new_id(),
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        reason=reason.value,
        note=note,
        paused_at=now,
        paused_by_id=actor.person_id,
        until=until or latest,
    )
    session.add(made)
    told = {"reason": reason, "until": made.until, "paused_by_id": actor.person_id}
    record(session, TicketPaused(**facts_of(ticket), pause_id=made.id, **told), now=now)
    await follow(session, [ticket.id], now)


async def resume(session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime) -> None:
    """Let the clock run on."""
    await _hold(session, actor, ticket)
    await follow(session, [ticket.id], now)
    made = await session.scalar(_pauses_of(ticket).where(TicketPause.resumed_at.is_(None)))
    if made is None:
        raise NotPaused
    made.resumed_at, made.resumed_by_id = max(now, made.paused_at), actor.person_id
    told = TicketResumed(
        **facts_of(ticket),
        pause_id=made.id,
        assignee_id=ticket.assignee_id,
        resumed_by_id=actor.person_id,
        at=made.resumed_at,
    )
    record(session, told, now=now)
    await follow(session, [ticket.id], now)


async def _hold(session: AsyncSession, actor: Actor, ticket: Ticket) -> Case:
    """Locked before it is judged: it may be given to somebody else at this very moment."""
    case = await lock_case(session, ticket.case_id)
    await stay(session, ticket)
    await refuse_others(session, actor, ticket)
    return case


async def refuse_others(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Only who handles it, their cover or the community say whether they can go on. Raises
    `NotYourTask`."""
    covering = stands_in_for(actor, ticket.assignee_id)
    if not may_settle(actor, ticket) and not await session.scalar(covering):
        raise NotYourTask


def _pauses_of(ticket: Ticket) -> Select[TicketPause]:
    made = select(TicketPause).where(TicketPause.ticket_id == ticket.id)
    return made.order_by(TicketPause.paused_at)


async def _left(
    session: AsyncSession, ticket: Ticket, pauses: Iterable[TicketPause], now: datetime
) -> timedelta:
    """How long it may be paused still, all that are over counted."""
    book = await book_of(session, ticket.city_id, ticket.district_id)
    lasted = (each.resumed_at - each.paused_at for each in pauses if each.resumed_at)
    return book.policy_of(ticket, now).longest_pause - sum(lasted, timedelta(0))
