"""What is done when tickets begin, come further and end: where they lie, and who is told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_twins.merging import release_all
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
    *(TicketReopened, TicketMerged, TicketUnmerged, TicketCategorised),
)
"""What may put a ticket among the open ones nearby, or take it away."""
TOLD = (TicketAccepted, TicketDeclined, TicketSettled, TicketReopened, TicketMerged)


async def follow(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It lies there, or does not any more."""
    await follow_spot(session, fact.subject_id, now)


async def let_go(session: AsyncSession, fact: TicketWithdrawn, now: datetime) -> None:
    """What was merged into it is handled by itself again."""
    await release_all(session, fact.subject_id, now)


REACTIONS = [
    *(Reaction(f"ticket_twins.spot_{fact.name}", fact, follow) for fact in MOVED),
    *(Reaction(f"ticket_twins.tell_{fact.name}", fact, tell_supporters) for fact in TOLD),
    Reaction("ticket_twins.let_go", TicketWithdrawn, let_go),
]
