"""Levels that are called to see to a ticket (吹哨): a matter of each, until it is over."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    NewMatter,
    Office,
    close_matters_of,
    open_matter,
    words_of,
)
from shequ_api.features.ticket_pressure.events import TicketCallClosed, TicketCalled
from shequ_api.features.ticket_pressure.public import is_called

CALLED = {
    1: (Role.COMMUNITY_WORKER,),
    2: (Role.SUBDISTRICT_ADMINISTRATOR,),
    3: (Role.DISTRICT_ADMINISTRATOR,),
}
"""Who hears of a call at its level."""
TOLD_FOR = timedelta(days=7)
"""How long a level reads that it is called no more."""


async def tell_call(session: AsyncSession, fact: TicketCalled, now: datetime) -> None:
    """Tell a level that it is called, if it is still; those below stay told until it is over."""
    called = await is_called(session, fact.call_id, fact.level)
    if fact.district_id is None or not called:
        return
    words = words_of(MessageKind.TICKET_CALLED)
    matter = NewMatter(
        kind=MessageKind.TICKET_CALLED,
        occasion_id=fact.call_id,
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    offices = [Office(role, fact.held_at_id, *words[:2]) for role in CALLED[fact.level]]
    await open_matter(session, matter, offices, now=now)


async def end_call(session: AsyncSession, fact: TicketCallClosed, now: datetime) -> None:
    """It was answered, or the ticket has ended or gone elsewhere: of that, the level hears why."""
    await close_matters_of(session, [MessageKind.TICKET_CALLED], fact.call_id, now=now)
    if fact.ending != "transferred" or fact.level is None or fact.held_at_id is None:
        return
    words = words_of(MessageKind.TICKET_CALL_ENDED)
    matter = NewMatter(
        kind=MessageKind.TICKET_CALL_ENDED,
        occasion_id=fact.call_id,
        about_kind=words.about,
        about_id=fact.call_id,
        district_id=fact.district_id or fact.held_at_id,
        closes_at=now + TOLD_FOR,
    )
    offices = [Office(role, fact.held_at_id, *words[:2]) for role in CALLED[fact.level]]
    await open_matter(session, matter, offices, now=now)


REACTIONS = [
    Reaction("inbox.ticket_called", TicketCalled, tell_call),
    Reaction("inbox.ticket_call_closed", TicketCallClosed, end_call),
]
