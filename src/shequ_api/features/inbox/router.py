"""What I am told. All of it may be asked again on a bad network: the same twice is the same."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.features.inbox import queries, service
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Message
from shequ_api.features.inbox.schemas import (
    MOST_COUNTED,
    MessageSeen,
    MessagesSeen,
    MessageView,
    UnreadCount,
)
from shequ_api.features.inbox.wording import WORDS
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["inbox"], prefix="/me/messages")


def _shown(row: Any) -> MessageView:
    role = row["role"]
    return MessageView(
        **row,
        operation=WORDS[MessageKind(row["kind"])].operation,
        role_title=ROLE_TITLES[Role(role)] if role else None,
    )


async def _count(session: Session, person_id: UUID) -> UnreadCount:
    found = await session.scalar(queries.unread_count(person_id)) or 0
    return UnreadCount(count=min(found, MOST_COUNTED), more=found > MOST_COUNTED)


@router.get("")
async def list_my_messages(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    unread: Annotated[bool, Query(description="Only those that are neither read nor done")] = False,
    kind: Annotated[MessageKind | None, Query(description="Only of this kind")] = None,
) -> Page[MessageView]:
    """我的消息: What I am told, whatever office I act under; newest first. One that is told again
    while it is unread comes to the top, with its count."""
    lines = queries.message_lines(actor.person_id, unread=unread, kind=kind)
    rows, cursor = await page_of(session, lines, [Message.told_at, Message.id], paging)
    return Page(items=[_shown(row) for row in rows], next_cursor=cursor)


@router.get("/unread-count")
async def count_my_unread_messages(actor: AnyActor, session: Session) -> UnreadCount:
    """未读消息数: How many messages are neither read nor done."""
    return await _count(session, actor.person_id)


@router.put("/reading")
async def read_my_messages(
    seen: MessagesSeen, actor: AnyActor, session: Session, now: Now
) -> UnreadCount:
    """全部标为已读: All that I was told up to an instant was read; what is left is counted."""
    await service.read_until(session, actor.person_id, seen=seen.until, now=now)
    return await _count(session, actor.person_id)


@router.put("/{message_id}/reading")
async def read_my_message(
    message_id: UUID, seen: MessageSeen, actor: AnyActor, session: Session, now: Now
) -> MessageView:
    """标为已读: A message was read as it was shown; told again since, it stays unread."""
    await service.read_one(session, actor.person_id, message_id, seen=seen.told_at, now=now)
    found = await session.execute(queries.message_line(actor.person_id, message_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise Absent
    return _shown(row)
