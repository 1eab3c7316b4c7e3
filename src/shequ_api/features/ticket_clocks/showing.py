"""Clocks as people read them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import OpenTime
from shequ_api.features.ticket_clocks.book import Book, book_of
from shequ_api.features.ticket_clocks.history import Outcome, PauseReason, Span, Target
from shequ_api.features.ticket_clocks.keeping import Kept
from shequ_api.features.ticket_clocks.models import TicketClock, TicketPause
from shequ_api.features.ticket_clocks.reckoning import Counted, spent_until
from shequ_api.features.ticket_clocks.schemas import (
    ClockState,
    TicketClocksView,
    TicketClockView,
    TicketPauseView,
)
from shequ_api.features.ticket_clocks.wording import (
    PAUSE_TITLES,
    TARGET_TITLES,
    said_length,
)
from shequ_api.features.tickets.public import Ticket, is_overdue
from shequ_api.kit.clock import said_instant

MINUTE, NO_TIME = timedelta(minutes=1), timedelta(0)


async def clocks_view(session: AsyncSession, ticket: Ticket, now: datetime) -> TicketClocksView:
    """All of a ticket's clocks at an instant; what is due of a merged one is its lead's. Seven
    statements."""
    kept = await Kept.of(session, [ticket.id])
    book = await book_of(session, ticket.city_id, ticket.district_id)
    made = select(TicketPause).where(TicketPause.ticket_id == ticket.id)
    pauses = await session.scalars(made.order_by(TicketPause.paused_at))
    due_at = ticket.due_at
    if ticket.merged_into_id is not None:
        lead = select(Ticket.due_at).where(Ticket.id == ticket.merged_into_id)
        due_at = await session.scalar(lead)
    clocks = sorted(kept.clocks[ticket.id].items(), key=lambda each: (each[0][2], each[0][1]))
    return TicketClocksView(
        ticket_id=ticket.id,
        merged_into_id=ticket.merged_into_id,
        due_at=due_at,
        overdue=is_overdue(due_at, now),
        clocks=[_view(ticket, clock, kept.spans[key], book, now) for key, clock in clocks],
        pauses=[_pause_view(each, now) for each in pauses],
    )


def _pause_view(pause: TicketPause, now: datetime) -> TicketPauseView:
    over = pause.resumed_at or (pause.until if pause.until <= now else None)
    reason = PauseReason(pause.reason)
    return TicketPauseView(
        reason=reason,
        reason_title=PAUSE_TITLES[reason],
        note=pause.note,
        paused_at=pause.paused_at,
        until=pause.until,
        resumed_at=over,
    )


class _Reading(NamedTuple):
    """A clock at an instant."""

    clock: TicketClock
    state: ClockState
    late: timedelta
    pause: Span | None


def _read(clock: TicketClock, spans: Sequence[Span], now: datetime) -> _Reading:
    at = clock.stopped_at or now
    late = max(at - clock.due_at, NO_TIME) if clock.due_at else NO_TIME
    pause = next((each for each in spans if _lasts(each, at)), None)
    if clock.outcome == Outcome.DROPPED:
        return _Reading(clock, ClockState.DROPPED, NO_TIME, None)
    if clock.stopped_at is not None:
        return _Reading(clock, ClockState.MISSED if late else ClockState.MET, late, None)
    if late:
        return _Reading(clock, ClockState.OVERDUE, late, pause)
    return _Reading(clock, ClockState.PAUSED if pause else ClockState.RUNNING, late, pause)


def _lasts(span: Span, at: datetime) -> bool:
    ended = span.ends is not None and span.ends <= at
    return span.paused in set(PauseReason) and span.begins <= at and not ended


def _view(
    ticket: Ticket, clock: TicketClock, spans: Sequence[Span], book: Book, now: datetime
) -> TicketClockView:
    read = _read(clock, spans, now)
    at = clock.stopped_at or now
    spent = _spent(clock, spans, book.open_time_of(ticket, at), at)
    length = timedelta(seconds=clock.length_seconds) if clock.length_seconds else None
    left = None if length is None or spent is None else max(length - spent, NO_TIME)
    return TicketClockView(
        target=Target(clock.target),
        target_title=TARGET_TITLES[Target(clock.target)],
        state=read.state,
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        counted=Counted(clock.counted) if clock.counted else None,
        length_minutes=_minutes(length),
        spent_minutes=_minutes(spent),
        remaining_minutes=_minutes(left),
        due_at=clock.due_at,
        late_minutes=read.late // MINUTE,
        says=_said(read, merged=ticket.merged_into_id is not None),
    )


def _spent(
    clock: TicketClock, spans: Sequence[Span], open_time: OpenTime, at: datetime
) -> timedelta | None:
    if clock.counted is None:
        return None
    return spent_until(spans, at, Counted(clock.counted), open_time)


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // MINUTE


def _said(read: _Reading, *, merged: bool) -> str:
    what, due_at = TARGET_TITLES[Target(read.clock.target)], read.clock.due_at
    if read.state == ClockState.DROPPED:
        return f"随并入的诉求一起{what}" if merged else f"不再需要{what}"
    if read.clock.stopped_at is not None:
        late = f"已{what}，超时{said_length(read.late)}"
        in_time = f"已按时{what}" if due_at else f"已{what}"
        return late if read.state == ClockState.MISSED else in_time
    due = f"应于{said_instant(due_at)}前{what}" if due_at else f"没有规定{what}的时限"
    if read.late:
        due += f"，已超时{said_length(read.late)}"
    if read.pause is None or read.pause.ends is None or read.pause.paused is None:
        return due
    why = PAUSE_TITLES[PauseReason(read.pause.paused)]
    return f"{why}，暂停计时，最迟{said_instant(read.pause.ends)}恢复；{due}"
