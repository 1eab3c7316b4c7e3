"""What other features may ask of the inbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.kinds import MessageKind, Words
from shequ_api.features.inbox.matters import close_matters, leave_place, tell_offices
from shequ_api.features.inbox.models import Matter, Message
from shequ_api.features.inbox.queries import is_unread
from shequ_api.features.inbox.service import News, tell
from shequ_api.features.inbox.wording import WORDS

__all__ = [
    "Message",
    "MessageKind",
    "News",
    "close_matters_about",
    "close_matters_of",
    "is_told_about",
    "kind_titles",
    "leave_community",
    "tell",
    "tell_offices",
    "unread_message",
    "words_of",
]


def kind_titles() -> dict[str, str]:
    """What is told in the inbox, by kind."""
    return {kind.value: words.title for kind, words in WORDS.items()}


def words_of(kind: MessageKind) -> Words:
    """How a kind of message reads."""
    return WORDS[kind]


async def unread_message(session: AsyncSession, message_id: UUID) -> Message | None:
    """A message that its person has neither read nor done."""
    this = select(Message).where(Message.id == message_id, is_unread())
    found: Message | None = await session.scalar(this)
    return found


async def close_matters_about(
    session: AsyncSession, kind: MessageKind, about_ids: Sequence[UUID], *, now: datetime
) -> None:
    """There is nothing left to see to about these."""
    about = (Matter.kind == kind) & Matter.about_id.in_(about_ids)
    await close_matters(session, about, now=now)


async def close_matters_of(
    session: AsyncSession, kinds: Collection[MessageKind], occasion_id: UUID, *, now: datetime
) -> None:
    """It is over what made these matters."""
    made = Matter.kind.in_(kinds) & (Matter.occasion_id == occasion_id)
    await close_matters(session, made, now=now)


async def is_told_about(
    session: AsyncSession, kind: MessageKind, about_id: UUID, *, closes_at: datetime | None
) -> bool:
    """Whether such a matter about something is open; from now on it is until `closes_at`."""
    told = (Matter.about_id == about_id, Matter.kind == kind, Matter.closed_at.is_(None))
    kept = update(Matter).where(*told).values(closes_at=closes_at).returning(Matter.id)
    return bool((await session.scalars(kept)).all())


async def leave_community(
    session: AsyncSession,
    kinds: Collection[MessageKind],
    about_id: UUID,
    community_id: UUID,
    *,
    now: datetime,
) -> None:
    """What these are about lies elsewhere by now: the offices of the community that it left have
    nothing to see to."""
    about = Matter.kind.in_(kinds) & (Matter.about_id == about_id)
    await leave_place(session, about, community_id, now=now)
