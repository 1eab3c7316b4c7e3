"""Tickets whose clocks run out: a matter of the community until what was due is done."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.matters import NewMatter, Office, close_matters, open_matter
from shequ_api.features.inbox.models import Matter
from shequ_api.features.inbox.wording import WORDS
from shequ_api.features.ticket_clocks.events import (
    ClockFact,
    TicketDueSoon,
    TicketOverdue,
    TicketOverdueOver,
)
from shequ_api.features.ticket_clocks.public import still_runs

CLOCKS = UUID("0199a3c4-0000-7000-8000-000000000002")
"""The namespace of clocks: any constant."""


def _occasion(fact: ClockFact, told_at: datetime | None = None) -> UUID:
    """A clock; of one that was given more time, each time that it ran out."""
    time = f":{told_at.isoformat()}" if told_at else ""
    return uuid5(CLOCKS, f"{fact.subject_id}:{fact.target}:{fact.started_at.isoformat()}{time}")


async def tell_overdue(session: AsyncSession, fact: TicketOverdue, now: datetime) -> None:
    """Tell the community's staff that something is overdue, until it is done."""
    occasion_id = _occasion(fact, fact.told_at)
    await _tell(session, MessageKind.TICKET_OVERDUE, fact, occasion_id, None, now)


async def tell_due_soon(session: AsyncSession, fact: TicketDueSoon, now: datetime) -> None:
    """The same of what will be, as long as nobody works on it who would hear of it."""
    if fact.assignee_id is None:
        occasion_id = _occasion(fact)
        await _tell(session, MessageKind.TICKET_DUE_SOON, fact, occasion_id, fact.due_at, now)


async def _tell(
    session: AsyncSession,
    kind: MessageKind,
    fact: ClockFact,
    occasion_id: UUID,
    closes_at: datetime | None,
    now: datetime,
) -> None:
    if fact.district_id is None or not await still_runs(session, fact):
        return
    words = WORDS[kind]
    matter = NewMatter(
        kind=kind,
        occasion_id=occasion_id,
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
        closes_at=closes_at,
    )
    staff = Office(Role.COMMUNITY_WORKER, fact.community_id, words.title, words.text)
    await open_matter(session, matter, [staff], now=now)


async def end_overdue(session: AsyncSession, fact: TicketOverdueOver, now: datetime) -> None:
    """It is done, has more time, or nobody waits for it any more."""
    of_clock = Matter.occasion_id.in_([_occasion(fact), _occasion(fact, fact.told_at)])
    await close_matters(session, of_clock & (Matter.kind == MessageKind.TICKET_OVERDUE), now=now)


REACTIONS = [
    Reaction("inbox.ticket_overdue_matter", TicketOverdue, tell_overdue),
    Reaction("inbox.ticket_due_soon_matter", TicketDueSoon, tell_due_soon),
    Reaction("inbox.ticket_overdue_over", TicketOverdueOver, end_overdue),
]
