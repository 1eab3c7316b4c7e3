"""What incidents do by themselves: tickets are linked as they come, let go where they fit no more,
and settled at the end."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.features.incidents.events import IncidentEnded, IncidentPublished, IncidentRevised
from shequ_api.features.incidents.following import close_links, gather, go_through, watch_ends
from shequ_api.features.incidents.linking import refit
from shequ_api.features.tickets.events import (
    TicketCategorised,
    TicketFact,
    TicketPlaced,
    TicketSubmitted,
)


async def link(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """It may be about something that is going on where it lies, or not any more."""
    await refit(session, fact.subject_id, now)


async def follow(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """The same; what went to another community is not ours to settle."""
    left = fact.left_community_id != fact.community_id
    await refit(session, fact.subject_id, now, left_community=left)


REACTIONS = [
    Reaction("incidents.link_new", TicketSubmitted, link),
    Reaction("incidents.link_placed", TicketPlaced, follow),
    Reaction("incidents.link_categorised", TicketCategorised, link),
    Reaction("incidents.gather", IncidentPublished, gather),
    Reaction("incidents.go_through", IncidentRevised, go_through),
    Reaction("incidents.close_links", IncidentEnded, close_links),
]
CLOCKWORKS = [Clockwork("incidents.watch_ends", timedelta(minutes=5), watch_ends)]
