"""What a change of policies or hours makes of open tickets: reckoned by what is in force now,
beside what was reckoned before."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_clocks.public import (
    EVERY,
    Book,
    Span,
    Target,
    TicketClock,
    TicketClockSpan,
    book_of,
    due_of,
)
from shequ_api.features.tickets.public import Ticket

MOST = 5_000
"""Open tickets that are judged: about a second."""
COLUMNS = {
    PlaceKind.CITY: Ticket.city_id,
    PlaceKind.DISTRICT: Ticket.district_id,
    PlaceKind.COMMUNITY: Ticket.community_id,
}


class Outlook(NamedTuple):
    open_tickets: int
    overdue_before: int
    overdue_after: int


async def outlook_of(session: AsyncSession, place: Place, category: str, now: datetime) -> Outlook:
    """Of the open tickets of a place and category: how many are overdue by what was reckoned, and
    how many by what is in force now. Five statements."""
    concerned = and_(COLUMNS[place.kind] == place.id, Ticket.ended_at.is_(None))
    if category != EVERY:
        concerned = and_(concerned, Ticket.service_code == category)
    some = select(Ticket.id).where(concerned).order_by(Ticket.due_at, Ticket.id).limit(MOST)
    tickets = {
        row.id: row
        for row in await session.execute(
            select(
                Ticket.id,
                Ticket.due_at,
                Ticket.city_id,
                Ticket.district_id,
                Ticket.community_id,
                Ticket.service_code,
            ).where(Ticket.id.in_(some))
        )
    }
    clocks = await _running(session, some)
    district_id = None if place.kind == PlaceKind.CITY else place.district_id or place.id
    book = await book_of(session, place.city_id or place.id, district_id)
    late = {
        ticket_id
        for (ticket_id, target, _), spans in clocks.items()
        if _is_late(tickets[ticket_id], Target(target), spans, book, now)
    }
    before = sum(row.due_at is not None and row.due_at < now for row in tickets.values())
    return Outlook(len(tickets), before, len(late))


async def _running(
    session: AsyncSession, some: Select[UUID]
) -> dict[tuple[UUID, str, datetime], list[Span]]:
    """The spans of each clock that has not stopped."""
    key = (TicketClockSpan.ticket_id, TicketClockSpan.target, TicketClockSpan.started_at)
    rows = await session.execute(
        select(*key, TicketClockSpan.begins_at, TicketClockSpan.ends_at, TicketClockSpan.paused)
        .join(
            TicketClock,
            tuple_(TicketClock.ticket_id, TicketClock.target, TicketClock.started_at)
            == tuple_(*key),
        )
        .where(TicketClock.stopped_at.is_(None), TicketClock.ticket_id.in_(some))
        .order_by(TicketClockSpan.begins_at)
    )
    found: dict[tuple[UUID, str, datetime], list[Span]] = defaultdict(list)
    for row in rows:
        found[row[0], row[1], row[2]].append(Span(*row[3:]))
    return found


def _is_late(ticket: Any, target: Target, spans: list[Span], book: Book, now: datetime) -> bool:
    allowed = book.policy_of(ticket, now).allowances.get(target)
    if allowed is None:
        return False
    due = due_of(spans, allowed.length, allowed.counted, book.open_time_of(ticket, now))
    return due is not None and due < now
