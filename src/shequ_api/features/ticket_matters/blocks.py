"""Appeals against blocks: a matter of those above the community, until one of them has decided."""

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
from shequ_api.features.ticket_limits.events import TicketBlockAppealed, TicketBlockDecided


async def tell_appeal(session: AsyncSession, fact: TicketBlockAppealed, now: datetime) -> None:
    """Tell those who may decide."""
    if fact.district_id is None:
        return
    words = words_of(MessageKind.TICKET_BLOCK_APPEALED)
    matter = NewMatter(
        kind=MessageKind.TICKET_BLOCK_APPEALED,
        occasion_id=fact.subject_id,
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    held = (
        (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
        (Role.DISTRICT_ADMINISTRATOR, fact.district_id),
    )
    offices = [Office(role, at, words.title, words.text) for role, at in held]
    await open_matter(session, matter, offices, now=now)


async def end_appeal(session: AsyncSession, fact: TicketBlockDecided, now: datetime) -> None:
    """One of them has decided, or the block was lifted."""
    kinds = [MessageKind.TICKET_BLOCK_APPEALED]
    await close_matters_of(session, kinds, fact.subject_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_block_appealed", TicketBlockAppealed, tell_appeal),
    Reaction("inbox.ticket_block_appeal_over", TicketBlockDecided, end_appeal),
]
