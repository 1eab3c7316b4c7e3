"""What the clock does with settled tickets: it reminds those affected, and archives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_ending.public import archive, settled_at
from shequ_api.features.ticket_ratings import queries
from shequ_api.features.ticket_ratings.events import RatingAwaited
from shequ_api.features.ticket_ratings.models import TicketEnding
from shequ_api.features.ticket_ratings.rules import Terms, next_reminder, open_until
from shequ_api.features.ticket_ratings.terms import terms_of
from shequ_api.features.ticket_twins.public import affected_by
from shequ_api.features.tickets.public import ENDED_WELL, Ticket

AT_ONCE = 100
"""Tickets in one run of a clock; it runs often."""
MOST_REMINDED = 200
"""Persons of one ticket."""


async def note_ending(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """A ticket was settled or reopened. (Read from the ticket, not from the fact: whichever is
    heard first, or twice, finds the truth.)"""
    ticket = await session.get_one(Ticket, ticket_id)
    case = await lock_case(session, ticket.case_id)
    times = await settled_at(session, ticket)
    if case.state not in ENDED_WELL or not times:
        await _stop(session, TicketEnding.ticket_id == ticket_id)
        return
    terms = await terms_of(session, ticket.district_id)
    row = insert(TicketEnding).values(
        ticket_id=ticket_id,
        district_id=ticket.district_id,
        community_id=ticket.community_id,
        settled_at=times[-1],
        reminders=0,
        remind_at=next_reminder(times[-1], 0, terms),
        archive_at=open_until(times[-1], terms.archive_days),
    )
    given = ("community_id", "settled_at", "reminders", "remind_at", "archive_at")
    await session.execute(
        row.on_conflict_do_update(
            index_elements=[TicketEnding.ticket_id],
            set_={name: row.excluded[name] for name in given},
            where=TicketEnding.settled_at < row.excluded.settled_at,
        )
    )


async def _stop(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Nothing more comes of their clocks; when they were settled stays known."""
    going = update(TicketEnding).where(*which).values(remind_at=None, archive_at=None)
    await session.execute(going, execution_options={"synchronize_session": False})


async def archive_due(session: AsyncSession, now: datetime) -> None:
    """On a clock: archive what was settled long enough ago."""
    due = select(TicketEnding.ticket_id).where(TicketEnding.archive_at <= now)
    oldest = due.order_by(TicketEnding.archive_at).limit(AT_ONCE)
    found = list(await session.scalars(oldest.with_for_update(skip_locked=True)))
    if not found:
        return
    await archive(session, found, now=now)
    # Those that somebody held at this moment come with the next run.
    left = (
        select(Ticket.id)
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.id.in_(found), Case.state.in_(ENDED_WELL))
    )
    await _stop(session, TicketEnding.ticket_id.in_(found), TicketEnding.ticket_id.not_in(left))


async def remind_due(session: AsyncSession, now: datetime) -> None:
    """On a clock: remind those who are affected and neither rated nor refused to."""
    due = select(TicketEnding).where(TicketEnding.remind_at <= now)
    oldest = due.order_by(TicketEnding.remind_at).limit(AT_ONCE)
    terms: dict[UUID, Terms] = {}
    for ending in (await session.scalars(oldest.with_for_update(skip_locked=True))).all():
        if ending.district_id not in terms:
            terms[ending.district_id] = await terms_of(session, ending.district_id)
        await _remind(session, ending, terms[ending.district_id], now)


async def _remind(session: AsyncSession, ending: TicketEnding, terms: Terms, now: datetime) -> None:
    ticket = await session.get_one(Ticket, ending.ticket_id)
    number = len(await settled_at(session, ticket))
    state = await session.scalar(select(Case.state).where(Case.id == ticket.case_id))
    in_time = now < open_until(ending.settled_at, terms.rating_days)
    ending.reminders += 1
    ending.remind_at = next_reminder(ending.settled_at, ending.reminders, terms)
    if state not in ENDED_WELL or not in_time:
        ending.remind_at = None
        return
    affected = {ticket.reporter_id, *await session.scalars(affected_by(ticket.id, MOST_REMINDED))}
    silent = queries.silent_among(ticket.id, number, affected - {None})
    if persons := tuple(await session.scalars(silent)):
        awaited = RatingAwaited(
            subject_id=ticket.id,
            district_id=ticket.district_id,
            person_ids=persons,
            round=number,
            reminder=ending.reminders,
        )
        record(session, awaited, now=now)
