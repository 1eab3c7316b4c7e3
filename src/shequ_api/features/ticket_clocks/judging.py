"""What becomes of stored clocks when they are folded anew, and whom it concerns."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.ticket_clocks.book import Book
from shequ_api.features.ticket_clocks.events import (
    TicketDueSoon,
    TicketOverdue,
    TicketOverdueOver,
)
from shequ_api.features.ticket_clocks.history import FoldedClock, Span
from shequ_api.features.ticket_clocks.keeping import Kept, Key
from shequ_api.features.ticket_clocks.models import TicketClock
from shequ_api.features.ticket_clocks.reckoning import due_of
from shequ_api.features.tickets.public import Ticket, facts_of

SECOND = timedelta(seconds=1)


def keep(
    session: AsyncSession,
    ticket: Ticket,
    folded: Iterable[FoldedClock],
    kept: Kept,
    book: Book,
    now: datetime,
) -> None:
    """Make a ticket's stored clocks what was folded, and tell what became of them."""
    wanted: dict[Key, FoldedClock] = {
        (ticket.id, each.target.value, each.started_at): each for each in folded
    }
    stored = kept.clocks[ticket.id]
    for key in stored.keys() - wanted.keys():
        clock = stored.pop(key)
        _tell_over(session, ticket, clock, now)
        kept.lay(key, [], ticket.district_id)
        kept.lost.append(clock)
    for key, one in wanted.items():
        if key not in stored:
            stored[key] = _new(ticket, one)
            session.add(stored[key])
        _judge(session, ticket, stored[key], one, book, now)
        kept.lay(key, one.spans, ticket.district_id)


def _new(ticket: Ticket, one: FoldedClock) -> TicketClock:
    return TicketClock(
        ticket_id=ticket.id,
        target=one.target.value,
        started_at=one.started_at,
        district_id=ticket.district_id,
    )


def _judge(
    session: AsyncSession,
    ticket: Ticket,
    clock: TicketClock,
    one: FoldedClock,
    book: Book,
    now: datetime,
) -> None:
    """By the policy in force when it stopped, else by that in force now. One that was judged to
    have stopped stays as it was judged."""
    if one.stopped_at is not None and clock.stopped_at == one.stopped_at:
        return
    ran = clock.stopped_at is None
    clock.stopped_at, clock.outcome = one.stopped_at, one.outcome
    at = one.stopped_at or now
    policy, open_time = book.policy_of(ticket, at), book.open_time_of(ticket, at)
    allowed = policy.allowances.get(one.target)
    clock.length_seconds = clock.counted = clock.due_at = clock.warn_at = None
    if allowed is not None:
        spans = _as_if_running(one)
        clock.length_seconds, clock.counted = allowed.length // SECOND, allowed.counted.value
        clock.due_at = due_of(spans, allowed.length, allowed.counted, open_time)
        if policy.warn_percent:
            early = allowed.length * policy.warn_percent / 100
            clock.warn_at = due_of(spans, early, allowed.counted, open_time)
    if one.stopped_at is None:
        _tell_due(session, ticket, clock, now)
    elif ran:
        _tell_over(session, ticket, clock, now)


def _as_if_running(one: FoldedClock) -> list[Span]:
    """Of one that stopped: as if it had not, to say when it would have been due."""
    if one.stopped_at is None:
        return one.spans
    return [*one.spans, Span(one.stopped_at, None, None)]


def _tell_due(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    """Each once for a clock, until it is given more time."""
    if clock.overdue_told_at is not None and (clock.due_at is None or clock.due_at >= now):
        _tell_over(session, ticket, clock, now)
        clock.overdue_told_at = None
        near = clock.warn_at is not None and clock.warn_at <= now
        clock.warned_at = clock.warned_at if near else None
    if clock.due_at is not None and clock.due_at < now and clock.overdue_told_at is None:
        clock.overdue_told_at = now
        clock.warned_at = clock.warned_at or now
        told = TicketOverdue(**_of(ticket, clock), due_at=clock.due_at)
        record(session, told, now=now)
    elif clock.due_at and clock.warn_at and clock.warn_at <= now and clock.warned_at is None:
        clock.warned_at = now
        record(session, TicketDueSoon(**_of(ticket, clock), due_at=clock.due_at), now=now)


def _tell_over(session: AsyncSession, ticket: Ticket, clock: TicketClock, now: datetime) -> None:
    if clock.overdue_told_at is not None:
        record(session, TicketOverdueOver(**_of(ticket, clock)), now=now)


def _of(ticket: Ticket, clock: TicketClock) -> dict[str, Any]:
    return {
        **facts_of(ticket),
        "target": clock.target,
        "started_at": clock.started_at,
        "assignee_id": ticket.assignee_id,
    }
