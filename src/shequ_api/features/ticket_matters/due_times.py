"""Tickets whose clocks run out: a matter of the community until what was due is done."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_about,
    close_matters_of,
    leave_community,
    tell_offices,
)
from shequ_api.features.ticket_clocks.events import (
    ClockFact,
    TicketDueSoon,
    TicketOverdue,
    TicketOverdueOver,
)
from shequ_api.features.ticket_clocks.public import is_late, late_clocks, still_runs
from shequ_api.features.ticket_matters.holding import held_ticket
from shequ_api.features.tickets.events import TicketPlaced
from shequ_api.features.tickets.public import Ticket

CLOCKS = UUID("0199a3c4-0000-7000-8000-000000000002")
"""The namespace of clocks: any constant."""
OVERDUE, DUE_SOON = MessageKind.TICKET_OVERDUE, MessageKind.TICKET_DUE_SOON


def _clock(ticket_id: UUID, target: str, started_at: datetime) -> UUID:
    return uuid5(CLOCKS, f"{ticket_id}:{target}:{started_at.isoformat()}")


def _clock_of(fact: ClockFact) -> UUID:
    return _clock(fact.subject_id, fact.target, fact.started_at)


async def tell_overdue(session: AsyncSession, fact: TicketOverdue, now: datetime) -> None:
    """Tell the community's staff that something is overdue, until it is done."""
    ticket = await held_ticket(session, fact.subject_id)
    if await is_late(session, fact):
        await _tell(session, OVERDUE, ticket, _clock_of(fact), None, now)


async def tell_due_soon(session: AsyncSession, fact: TicketDueSoon, now: datetime) -> None:
    """The same of what will be, as long as nobody works on it who would hear of it."""
    ticket = await held_ticket(session, fact.subject_id)
    ahead = ticket.assignee_id is None and fact.due_at > now
    if ahead and await still_runs(session, fact):
        await _tell(session, DUE_SOON, ticket, _clock_of(fact), fact.due_at, now)


async def _tell(
    session: AsyncSession,
    kind: MessageKind,
    ticket: Ticket,
    occasion_id: UUID,
    closes_at: datetime | None,
    now: datetime,
) -> None:
    """Those of the community in which it lies by now, held there."""
    await tell_offices(
        session,
        kind,
        [(Role.COMMUNITY_WORKER, ticket.community_id)],
        occasion_id=occasion_id,
        about_id=ticket.id,
        district_id=ticket.district_id,
        closes_at=closes_at,
        now=now,
    )


async def end_overdue(session: AsyncSession, fact: TicketOverdueOver, now: datetime) -> None:
    """It is done, has more time, or nobody waits for it any more."""
    if not await is_late(session, fact):  # else anew, since this was told
        await close_matters_of(session, [OVERDUE], _clock_of(fact), now=now)
    if not await late_clocks(session, fact.subject_id):
        await close_matters_about(session, OVERDUE, [fact.subject_id], now=now)


async def follow(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """It is another community's: that one sees to what is overdue of it."""
    if fact.left_community_id == fact.community_id:
        return
    ticket = await held_ticket(session, fact.subject_id)
    if ticket.community_id != fact.left_community_id:
        kinds = (OVERDUE, DUE_SOON)
        await leave_community(session, kinds, ticket.id, fact.left_community_id, now=now)
    for late in await late_clocks(session, ticket.id):
        occasion_id = _clock(ticket.id, late.target, late.started_at)
        await _tell(session, OVERDUE, ticket, occasion_id, None, now)


REACTIONS = [
    Reaction("inbox.ticket_overdue_matter", TicketOverdue, tell_overdue),
    Reaction("inbox.ticket_due_soon_matter", TicketDueSoon, tell_due_soon),
    Reaction("inbox.ticket_overdue_over", TicketOverdueOver, end_overdue),
    Reaction("ticket_matters.overdue_moved", TicketPlaced, follow),
]
