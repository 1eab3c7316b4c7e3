"""What is done when tickets begin, come further and end: where they lie, and who is told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_appeals.events import TicketAppealDecided
from shequ_api.features.ticket_redactions.events import TicketTextRedacted
from shequ_api.features.ticket_substates.events import TicketProgressed
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.ticket_twins.events import LeadOver
from shequ_api.features.ticket_twins.leads import follow_lead
from shequ_api.features.ticket_twins.spots import follow_spot
from shequ_api.features.ticket_twins.telling import tell_supporters
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketCategorised,
    TicketDeclined,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketReopened,
    TicketSettled,
    TicketSubmitted,
    TicketUnmerged,
    TicketWithdrawn,
)

MOVED = (
    *(TicketSubmitted, TicketPlaced, TicketDeclined, TicketWithdrawn, TicketSettled),
    *(TicketReopened, TicketMerged, TicketUnmerged, TicketCategorised, TicketAppealDecided),
    TicketTextRedacted,
)
"""What may put a ticket among the open ones nearby, take it away, or give it other words."""
TOLD = (TicketAccepted, TicketSettled, TicketReopened, TicketMerged, TicketUnmerged)

PUBLISHED: tuple[type[TicketReplied | TicketProgressed], ...] = (TicketReplied, TicketProgressed)


async def follow(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It lies there, or does not any more."""
    await follow_spot(session, fact.subject_id, now)


async def tell(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It came further."""
    await tell_supporters(session, fact.subject_id, fact.name, now)


async def tell_public(
    session: AsyncSession, fact: TicketReplied | TicketProgressed, now: datetime
) -> None:
    """What was said of it for everybody to read."""
    if fact.public:
        await tell_supporters(session, fact.subject_id, fact.name, now)


async def lead_over(
    session: AsyncSession, fact: TicketWithdrawn | TicketDeclined, now: datetime
) -> None:
    """What was merged into it follows it, or is handled by itself again."""
    await follow_lead(session, fact, fact.name, now)


async def lead_over_further(session: AsyncSession, fact: LeadOver, now: datetime) -> None:
    """The next ones."""
    await follow_lead(session, fact, fact.what, now)


REACTIONS = [
    *(Reaction(f"ticket_twins.spot_{fact.name}", fact, follow) for fact in MOVED),
    *(Reaction(f"ticket_twins.tell_{fact.name}", fact, tell) for fact in TOLD),
    *(Reaction(f"ticket_twins.tell_{fact.name}", fact, tell_public) for fact in PUBLISHED),
    Reaction("ticket_twins.let_go", TicketWithdrawn, lead_over),
    Reaction("ticket_twins.tell_ticket_declined", TicketDeclined, lead_over),
    Reaction("ticket_twins.lead_over", LeadOver, lead_over_further),
]
