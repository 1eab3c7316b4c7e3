"""Reads of messages."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Message
from shequ_api.features.inbox.schemas import MOST_COUNTED

Rows = Select[*tuple[Any, ...]]
SHOWN = (
    Message.id,
    Message.kind,
    Message.title,
    Message.text,
    Message.about_kind,
    Message.about_id,
    Message.times,
    Message.told_at,
    Message.read_at,
    Message.done_at,
    Message.posting_id,
    Message.role,
)


def is_unread() -> ColumnElement[bool]:
    """Neither read nor done: word for word the condition of its indexes."""
    return and_(Message.read_at.is_(None), Message.done_at.is_(None))


def message_lines(person_id: UUID, *, unread: bool, kind: MessageKind | None) -> Rows:
    """What a person was told."""
    lines = select(*SHOWN).where(Message.person_id == person_id)
    if unread:
        lines = lines.where(is_unread())
    if kind is not None:
        lines = lines.where(Message.kind == kind)
    return lines


def message_line(person_id: UUID, message_id: UUID) -> Rows:
    """One message of a person's own."""
    return select(*SHOWN).where(Message.id == message_id, Message.person_id == person_id)


def unread_count(person_id: UUID) -> Select[int]:
    """How many are unread, counted as far as one more than is told."""
    some = select(Message.id).where(Message.person_id == person_id, is_unread())
    return select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())
