"""Clocks that nobody touched and that are due by now."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.ticket_clocks.models import TicketClock, TicketPause
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit import db
from shequ_api.kit.faults import trace_of

TOLD_AT_ONCE = 50
"""Clocks in one run, each kind; the next one, seconds later, goes on."""
log = structlog.get_logger("ticket_clocks")


async def tell_due(session: AsyncSession, now: datetime) -> None:
    """On a clock: look again at tickets with something due, to be warned of, or paused too long.

    After a stop it catches up, what was due first at first. One ticket that cannot be reckoned
    keeps no other waiting.
    """
    ticket_ids = await _noteworthy(session, now)
    found = select(Ticket.id, Ticket.case_id).where(Ticket.id.in_(ticket_ids))
    cases = {row.id: row.case_id for row in await session.execute(found)}
    await lock_cases(session, cases.values())
    for ticket_id in cases:
        try:
            async with session.begin_nested():
                await follow(session, [ticket_id], now)
        except Exception as error:
            if db.worth_again(error):
                raise
            log.error("clock_not_reckoned", trace=trace_of(error))


async def _noteworthy(session: AsyncSession, now: datetime) -> set[UUID]:
    runs = TicketClock.stopped_at.is_(None)
    due = (runs, TicketClock.overdue_told_at.is_(None), TicketClock.due_at < now)
    near = (runs, TicketClock.warned_at.is_(None), TicketClock.warn_at <= now)
    over = (TicketPause.resumed_at.is_(None), TicketPause.until <= now)
    rows = (
        select(TicketClock.ticket_id).where(*due).order_by(TicketClock.due_at),
        select(TicketClock.ticket_id).where(*near).order_by(TicketClock.warn_at),
        select(TicketPause.ticket_id).where(*over).order_by(TicketPause.until),
    )
    all_three = union(*(select(each.limit(TOLD_AT_ONCE).subquery()) for each in rows))
    return set(await session.scalars(all_three))
