"""Clocks that nobody touched and that are due by now."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, exists, func, select, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockFault, TicketPause
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit import db
from shequ_api.kit.faults import trace_of

TOLD_AT_ONCE = 50
"""Clocks in one run, each kind; the next one, seconds later, goes on."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""After a ticket that could not be reckoned was tried once, and often."""
MOST_DOUBLINGS = 10
log = structlog.get_logger("ticket_clocks")


async def tell_due(session: AsyncSession, now: datetime) -> None:
    """On a clock: look again at tickets with something due, to be warned of, or paused too long.

    After a stop it catches up, what was due first at first. Tickets that cannot be reckoned keep
    no other waiting: each is put off, for longer each time.
    """
    ticket_ids = await _noteworthy(session, now)
    found = select(Ticket.id, Ticket.case_id, Ticket.district_id).where(Ticket.id.in_(ticket_ids))
    tickets = (await session.execute(found)).all()
    await lock_cases(session, [ticket.case_id for ticket in tickets])
    well = []
    for ticket in tickets:
        try:
            async with session.begin_nested():
                await follow(session, [ticket.id], now)
            well.append(ticket.id)
        except Exception as error:
            if db.worth_again(error):
                raise
            log.error("clock_not_reckoned", trace=trace_of(error))
            await _put_off(session, ticket.id, ticket.district_id, now)
    await session.execute(delete(TicketClockFault).where(TicketClockFault.ticket_id.in_(well)))


async def _put_off(
    session: AsyncSession, ticket_id: UUID, district_id: UUID, now: datetime
) -> None:
    fault = insert(TicketClockFault).values(
        ticket_id=ticket_id, district_id=district_id, tries=1, next_try_at=now + FIRST_WAIT
    )
    doublings = func.least(TicketClockFault.tries, MOST_DOUBLINGS)
    wait = func.least(LONGEST_WAIT, FIRST_WAIT * func.power(2, doublings))
    again = {"tries": TicketClockFault.tries + 1, "next_try_at": now + wait}
    await session.execute(
        fault.on_conflict_do_update(index_elements=[TicketClockFault.ticket_id], set_=again)
    )


async def _noteworthy(session: AsyncSession, now: datetime) -> set[UUID]:
    runs = TicketClock.stopped_at.is_(None)
    due = (runs, TicketClock.overdue_told_at.is_(None), TicketClock.due_at < now)
    near = (runs, TicketClock.warned_at.is_(None), TicketClock.warn_at <= now)
    over = (TicketPause.resumed_at.is_(None), TicketPause.until <= now)
    clocks, pauses = TicketClock.ticket_id, TicketPause.ticket_id
    rows = (
        select(clocks).where(*due, _not_put_off(clocks, now)).order_by(TicketClock.due_at),
        select(clocks).where(*near, _not_put_off(clocks, now)).order_by(TicketClock.warn_at),
        select(pauses).where(*over, _not_put_off(pauses, now)).order_by(TicketPause.until),
    )
    all_three = union(*(select(each.limit(TOLD_AT_ONCE).subquery()) for each in rows))
    return set(await session.scalars(all_three))


def _not_put_off(ticket_id: InstrumentedAttribute[UUID], now: datetime) -> ColumnElement[bool]:
    faults = exists().where(
        TicketClockFault.ticket_id == ticket_id, TicketClockFault.next_try_at > now
    )
    return ~faults
