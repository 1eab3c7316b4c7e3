"""Appeals of what was declined: a matter of those above the community, until one has decided."""

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
from shequ_api.features.ticket_appeals.events import (
    TicketAppealDecided,
    TicketAppealed,
    TicketAppealFact,
    TicketAppealOverdue,
)
from shequ_api.features.ticket_appeals.public import still_waits

KINDS = (MessageKind.TICKET_APPEALED, MessageKind.TICKET_APPEAL_OVERDUE)


async def tell_appeal(session: AsyncSession, fact: TicketAppealed, now: datetime) -> None:
    """Tell those who may decide."""
    await _tell(session, MessageKind.TICKET_APPEALED, fact, now)


async def tell_overdue(session: AsyncSession, fact: TicketAppealOverdue, now: datetime) -> None:
    """Tell them again."""
    await _tell(session, MessageKind.TICKET_APPEAL_OVERDUE, fact, now)


async def _tell(
    session: AsyncSession, kind: MessageKind, fact: TicketAppealFact, now: datetime
) -> None:
    if fact.district_id is None or not await still_waits(session, fact.appeal_id):
        return
    words = words_of(kind)
    matter = NewMatter(
        kind=kind,
        occasion_id=fact.appeal_id,
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


async def end_appeal(session: AsyncSession, fact: TicketAppealDecided, now: datetime) -> None:
    """One of them has decided."""
    await close_matters_of(session, KINDS, fact.appeal_id, now=now)


REACTIONS = [
    Reaction("inbox.ticket_appealed", TicketAppealed, tell_appeal),
    Reaction("inbox.ticket_appeal_overdue", TicketAppealOverdue, tell_overdue),
    Reaction("inbox.ticket_appeal_over", TicketAppealDecided, end_appeal),
]
