"""What clocks hear: all that happens to a ticket, and what changes how long things may take."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.events import CalendarChanged
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceMoved
from shequ_api.features.ticket_clocks.asking import ask_of_all, ask_of_community, reckon
from shequ_api.features.ticket_clocks.events import ReckoningAsked
from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.ticket_clocks.history import MarkKind
from shequ_api.features.ticket_clocks.models import TicketMark
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketArchived,
    TicketAssigned,
    TicketCategorised,
    TicketDeclined,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketRated,
    TicketReopened,
    TicketReturned,
    TicketSettled,
    TicketSubmitted,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import Ticket

THEIRS = "reporter"
"""The side of whoever ordered it."""
STEPS: tuple[type[TicketFact], ...] = (
    TicketSubmitted,
    TicketPlaced,
    TicketCategorised,
    TicketAccepted,
    TicketAssigned,
    TicketReturned,
    TicketDeclined,
    TicketWithdrawn,
    TicketSettled,
    TicketRated,
    TicketReopened,
    TicketArchived,
)


async def follow_step(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Something happened to it."""
    await follow(session, [fact.subject_id], now)


async def follow_merge(
    session: AsyncSession, fact: TicketMerged | TicketUnmerged, now: datetime
) -> None:
    """It was put under another, or is by itself again: the other's clocks may be older, or not."""
    await follow(session, {fact.subject_id, fact.lead_id}, now)


async def note_reply(session: AsyncSession, fact: TicketReplied, now: datetime) -> None:
    """Somebody wrote: the reporter's side asks, the handlers' side answers. The one under which it
    is handled waits with it."""
    kind = MarkKind.ASKED if fact.side == THEIRS else MarkKind.ANSWERED
    said = insert(TicketMark).values(
        ticket_id=fact.subject_id,
        said_at=fact.at,
        kind=kind,
        district_id=fact.district_id,
        public=fact.public,
    )
    await session.execute(said.on_conflict_do_nothing())
    lead_id = await session.scalar(
        select(Ticket.merged_into_id).where(Ticket.id == fact.subject_id)
    )
    await follow(session, {fact.subject_id, lead_id or fact.subject_id}, now)


async def follow_move(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """What lies there lies in another community, whose policies may be others."""
    await ask_of_community(session, fact.community_id, now)


async def follow_calendar(session: AsyncSession, _: CalendarChanged, now: datetime) -> None:
    """Other days are worked."""
    await ask_of_all(session, now)


REACTIONS = [
    *(Reaction(f"ticket_clocks.{fact.name}", fact, follow_step) for fact in STEPS),
    *(Reaction(f"ticket_clocks.{f.name}", f, follow_merge) for f in (TicketMerged, TicketUnmerged)),
    Reaction("ticket_clocks.ticket_replied", TicketReplied, note_reply),
    Reaction("ticket_clocks.place_moved", PlaceMoved, follow_move),
    Reaction("ticket_clocks.calendar_changed", CalendarChanged, follow_calendar),
    # Jobs that wait are found by this name: the first ones were made by the migration.
    Reaction("ticket_clocks.reckon", ReckoningAsked, reckon),
]
