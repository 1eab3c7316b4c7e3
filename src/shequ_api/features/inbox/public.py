"""What other features may ask of the inbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.kinds import MessageKind, Words
from shequ_api.features.inbox.matters import NewMatter, Office, close_matters, open_matter
from shequ_api.features.inbox.models import Matter, Message
from shequ_api.features.inbox.queries import is_unread
from shequ_api.features.inbox.wording import WORDS

__all__ = [
    "Message",
    "MessageKind",
    "NewMatter",
    "Office",
    "close_matters_about",
    "close_matters_of",
    "is_over",
    "is_told_about",
    "kind_titles",
    "open_matter",
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


async def is_over(session: AsyncSession, kind: MessageKind, occasion_id: UUID) -> bool:
    """Whether a matter of an occasion was opened, and closed: that one is opened no more."""
    this = (Matter.kind == kind, Matter.occasion_id == occasion_id)
    closed = select(Matter.closed_at.is_not(None)).where(*this)
    return bool(await session.scalar(closed))


async def is_told_about(session: AsyncSession, kind: MessageKind, about_id: UUID) -> bool:
    """Whether such a matter about something is open."""
    told = select(Matter.id).where(
        Matter.about_id == about_id, Matter.kind == kind, Matter.closed_at.is_(None)
    )
    return await session.scalar(told.limit(1)) is not None
