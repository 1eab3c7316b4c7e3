"""Keeping the clocks of tickets as what happened to these says: the whole again each time, so that
it does not matter how often, or in which order, one hears of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.ticket_clocks.book import Book, book_of
from shequ_api.features.ticket_clocks.events import TicketResumed
from shequ_api.features.ticket_clocks.folding import end_of, fold, reach_back
from shequ_api.features.ticket_clocks.history import (
    IS_OPEN,
    Mark,
    MarkKind,
    Pause,
    PauseReason,
    Standing,
    Step,
    in_time,
)
from shequ_api.features.ticket_clocks.judging import keep
from shequ_api.features.ticket_clocks.keeping import Kept
from shequ_api.features.ticket_clocks.models import TicketMark, TicketPause
from shequ_api.features.ticket_clocks.questions import said_under
from shequ_api.features.tickets.public import Ticket, TicketState, facts_of, note_due

STANDINGS: Mapping[TicketState, Standing] = {
    TicketState.SUBMITTED: Standing.WAITING,
    TicketState.ACCEPTED: Standing.UNDER_WAY,
    TicketState.RESOLVING: Standing.UNDER_WAY,
    TicketState.SETTLED: Standing.DONE,
    TicketState.RATED: Standing.DONE,
    TicketState.ARCHIVED: Standing.DONE,
    TicketState.DECLINED: Standing.DECLINED,
    TicketState.WITHDRAWN: Standing.DROPPED,
    TicketState.MERGED: Standing.DROPPED,
}
ANSWERING = frozenset({"accept", "assign", "claim", "settle", "decline"})
"""Steps by which the community does something about what was said."""


async def follow(
    session: AsyncSession, ticket_ids: Collection[UUID], now: datetime, book: Book | None = None
) -> None:
    """Fold the clocks of these tickets, which lie in one district, and tell what is due.

    Locks their cases, in order: what happens to them comes after this, or was seen. Ten
    statements, however many.
    """
    found = select(Ticket.id, Ticket.case_id).where(Ticket.id.in_(ticket_ids))
    cases = {row.id: row.case_id for row in await session.execute(found)}
    if not cases:
        return
    await lock_cases(session, cases.values())
    as_they_are = select(Ticket).where(Ticket.id.in_(cases)).order_by(Ticket.id)
    tickets = (await session.scalars(as_they_are.execution_options(populate_existing=True))).all()
    book = book or await book_of(session, tickets[0].city_id, tickets[0].district_id)
    under = await _under(session, cases)
    known = cases | {other: case for each in under.values() for other, case in each.items()}
    steps = await _steps_of(session, known)
    marks = await _marks_of(session, known)
    pauses = await _pauses_of(session, known)
    kept = await Kept.of(session, cases)
    for ticket in tickets:
        taken, said = in_time(steps[ticket.id]), marks[ticket.id]
        _end_pauses(session, ticket, pauses[ticket.id], taken, said, now)
        theirs = {
            other: fold(steps[other], marks[other], [_as_pause(each) for each in pauses[other]])
            for other in under[ticket.id]
        }
        heard = [
            mark
            for other, clocks in theirs.items()
            for mark in said_under(other, steps[other], marks[other], clocks)
        ]
        folded = fold(taken, [*said, *heard], [_as_pause(each) for each in pauses[ticket.id]])
        for clocks in theirs.values():
            reach_back(folded, clocks)
        keep(session, ticket, folded, kept, book, now)
        _note_on_ticket(ticket, taken, kept)
    await kept.write(session)


async def _under(
    session: AsyncSession, ticket_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, UUID]]:
    """What was put under each of these: ticket → case."""
    under: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    merged = select(Ticket.merged_into_id, Ticket.id, Ticket.case_id)
    for lead, other, case in await session.execute(
        merged.where(Ticket.merged_into_id.in_(ticket_ids))
    ):
        if lead is not None:
            under[lead][other] = case
    return under


async def _steps_of(session: AsyncSession, cases: Mapping[UUID, UUID]) -> Mapping[UUID, list[Step]]:
    tickets = {case_id: ticket_id for ticket_id, case_id in cases.items()}
    logged = select(StepLog.case_id, StepLog.taken_at, StepLog.to_state, StepLog.step)
    rows = await session.execute(
        logged.where(StepLog.case_id.in_(tickets)).order_by(StepLog.case_id, StepLog.number)
    )
    return {
        tickets[case_id]: [
            Step(row.taken_at, STANDINGS[TicketState(row.to_state)], row.step in ANSWERING)
            for row in group
        ]
        for case_id, group in groupby(rows, lambda row: row.case_id)
    }


async def _marks_of(
    session: AsyncSession, ticket_ids: Collection[UUID]
) -> Mapping[UUID, list[Mark]]:
    marks = defaultdict(list)
    said = select(TicketMark).where(TicketMark.ticket_id.in_(ticket_ids))
    for row in await session.scalars(said.order_by(TicketMark.said_at, TicketMark.kind)):
        marks[row.ticket_id].append(Mark(row.said_at, MarkKind(row.kind), row.public))
    return marks


async def _pauses_of(
    session: AsyncSession, ticket_ids: Collection[UUID]
) -> Mapping[UUID, list[TicketPause]]:
    pauses = defaultdict(list)
    made = select(TicketPause).where(TicketPause.ticket_id.in_(ticket_ids))
    for row in await session.scalars(made.order_by(TicketPause.paused_at)):
        pauses[row.ticket_id].append(row)
    return pauses


def _as_pause(row: TicketPause) -> Pause:
    return Pause(row.paused_at, row.resumed_at or row.until, PauseReason(row.reason))


def _end_pauses(
    session: AsyncSession,
    ticket: Ticket,
    pauses: Iterable[TicketPause],
    steps: list[Step],
    marks: list[Mark],
    now: datetime,
) -> None:
    """Note of those whose time is over when that was; whoever works on an open one hears of it."""
    for pause in pauses:
        over = end_of(_as_pause(pause), steps, marks)
        if pause.resumed_at is not None or over > now:
            continue
        pause.resumed_at = over
        if steps[-1].standing in IS_OPEN:
            told = TicketResumed(
                **facts_of(ticket),
                pause_id=pause.id,
                assignee_id=ticket.assignee_id,
                resumed_by_id=None,
                at=over,
            )
            record(session, told, now=now)


def _note_on_ticket(ticket: Ticket, steps: list[Step], kept: Kept) -> None:
    """When the next thing is due, and since when nothing is to be done, for lists of tickets."""
    due = kept.next_due(ticket.id)
    ended = None
    for step in steps:
        ended = None if step.standing in IS_OPEN else ended or step.at
    note_due(ticket, due_at=due, ended_at=ended)
