"""What other features may ask of clocks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_clocks.asking import ask_at as ask_at
from shequ_api.features.ticket_clocks.book import EVERY as EVERY
from shequ_api.features.ticket_clocks.book import SHIPPED as SHIPPED
from shequ_api.features.ticket_clocks.book import Book as Book
from shequ_api.features.ticket_clocks.book import book_of as book_of
from shequ_api.features.ticket_clocks.events import ClockFact
from shequ_api.features.ticket_clocks.following import STANDINGS as STANDINGS
from shequ_api.features.ticket_clocks.following import follow as follow
from shequ_api.features.ticket_clocks.history import PauseReason as PauseReason
from shequ_api.features.ticket_clocks.history import Span as Span
from shequ_api.features.ticket_clocks.history import Standing as Standing
from shequ_api.features.ticket_clocks.history import Target as Target
from shequ_api.features.ticket_clocks.models import OfficeHours as OfficeHours
from shequ_api.features.ticket_clocks.models import SlaPolicy as SlaPolicy
from shequ_api.features.ticket_clocks.models import TicketClock as TicketClock
from shequ_api.features.ticket_clocks.models import TicketClockSpan as TicketClockSpan
from shequ_api.features.ticket_clocks.models import TicketPause as TicketPause
from shequ_api.features.ticket_clocks.reckoning import Allowance as Allowance
from shequ_api.features.ticket_clocks.reckoning import Counted as Counted
from shequ_api.features.ticket_clocks.reckoning import Policy as Policy
from shequ_api.features.ticket_clocks.reckoning import due_of as due_of
from shequ_api.features.ticket_clocks.schemas import TicketClocksView as TicketClocksView
from shequ_api.features.ticket_clocks.showing import clocks_view as clocks_view
from shequ_api.features.ticket_clocks.wording import TARGET_TITLES as TARGET_TITLES
from shequ_api.features.ticket_clocks.wording import said_length as said_length
from shequ_api.kit.holding import is_so


async def still_runs(session: AsyncSession, fact: ClockFact) -> bool:
    """Whether the clock of a fact has not stopped; held so."""
    return await is_so(session, TicketClock.stopped_at.is_(None), *_clock_of(fact))


async def is_late(session: AsyncSession, fact: ClockFact) -> bool:
    """Whether the clock of a fact runs, and its time is over; held so."""
    return await is_so(session, _late(), *_clock_of(fact))


async def late_clocks(session: AsyncSession, ticket_id: UUID) -> Sequence[TicketClock]:
    """The clocks of a ticket that run, and whose time is over; held so."""
    late = select(TicketClock).where(TicketClock.ticket_id == ticket_id, _late())
    order = (TicketClock.target, TicketClock.started_at)
    return (await session.scalars(late.order_by(*order).with_for_update(read=True))).all()


def _late() -> ColumnElement[bool]:
    return and_(TicketClock.stopped_at.is_(None), TicketClock.overdue_told_at.is_not(None))


def _clock_of(fact: ClockFact) -> tuple[ColumnElement[bool], ...]:
    return (
        TicketClock.ticket_id == fact.subject_id,
        TicketClock.target == fact.target,
        TicketClock.started_at == fact.started_at,
    )


async def is_paused(session: AsyncSession, ticket_id: UUID) -> bool:
    """Whether somebody paused a ticket, and it was not resumed."""
    open_one = (TicketPause.ticket_id == ticket_id, TicketPause.resumed_at.is_(None))
    return await session.scalar(select(TicketPause.id).where(*open_one)) is not None
