"""Tickets that came back too often: a matter of those above, until one has said who handles it."""

from datetime import datetime

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
from shequ_api.features.ticket_handling.events import (
    TicketArbitrationAwaited,
    TicketArbitrationOver,
)


async def tell_arbitration(
    session: AsyncSession, fact: TicketArbitrationAwaited, now: datetime
) -> None:
    """Tell those above that a ticket waits for their word, until they have said it."""
    if fact.district_id is None:
        return
    words = words_of(MessageKind.TICKET_ARBITRATION_AWAITED)
    matter = NewMatter(
        kind=MessageKind.TICKET_ARBITRATION_AWAITED,
        occasion_id=fact.arbitration_id,
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    above = (
        (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
        (Role.DISTRICT_ADMINISTRATOR, fact.district_id),
    )
    offices = [Office(role, at, words.title, words.text) for role, at in above]
    await open_matter(session, matter, offices, now=now)


async def end_arbitration(
    session: AsyncSession, fact: TicketArbitrationOver, now: datetime
) -> None:
    """They have said it, or the ticket has ended."""
    kinds = [MessageKind.TICKET_ARBITRATION_AWAITED]
    await close_matters_of(session, kinds, fact.arbitration_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_arbitration_awaited", TicketArbitrationAwaited, tell_arbitration),
    Reaction("inbox.ticket_arbitration_over", TicketArbitrationOver, end_arbitration),
]
