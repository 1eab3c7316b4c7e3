"""Putting messages together for one reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.files.showing import Showcase
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_talk import queries
from shequ_api.features.ticket_talk.models import TicketThread
from shequ_api.features.ticket_talk.rules import standing
from shequ_api.features.ticket_talk.schemas import TicketMessageView, TicketTalkView
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, is_reporter, knows_reporter
from shequ_api.kit.masking import mask_name


async def message_views(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    rows: Sequence[Any],
    showcase: Showcase,
    now: datetime,
) -> list[TicketMessageView]:
    """Messages on a ticket as the actor may read them: names masked for those who need not know,
    what is hidden for its author alone."""
    photos = await queries.photos_in(session, [row["id"] for row in rows])
    known = knows_reporter(actor, ticket) or is_reporter(session, actor, ticket)
    own = is_reporter(session, actor, ticket)
    views = []
    for row in rows:
        mine = _mine(actor, row, ticket, own=own)
        hidden = row["check"] == ContentState.RISKY and not mine
        masked = row["side"] == Side.REPORTER and not (known or mine)
        views.append(
            TicketMessageView(
                **{name: value for name, value in row.items() if name in _PLAIN},
                author_name=_name(row["author_name"], masked=masked),
                agent_name=_name(row["agent_name"], masked=masked),
                role_title=ROLE_TITLES[Role(row["role"])],
                mine=mine,
                text=None if hidden else row["text"] or None,
                photos=[showcase.view(photo, now) for photo in photos.get(row["id"], [])]
                if not hidden
                else [],
            )
        )
    return views


_PLAIN = frozenset(
    ("id", "ticket_id", "number", "side", "role", "public", "check", "state", "written_at")
)


def _mine(actor: Actor, row: Any, ticket: Ticket, *, own: bool) -> bool:
    """Of an anonymous ticket, what nobody signed is its reporter's."""
    if row["author_id"] is None and row["side"] == Side.REPORTER:
        return own and row["ticket_id"] == ticket.id
    return actor.person_id in (row["author_id"], row["agent_id"])


def _name(name: str | None, *, masked: bool) -> str | None:
    return mask_name(name) if name is not None and masked else name


async def talk_view(
    session: AsyncSession, actor: Actor, ticket: Ticket, side: Side
) -> TicketTalkView:
    """How the talk stands for its reader."""
    thread = await session.get(TicketThread, ticket.id)
    read = await _read(session, actor, ticket, thread)
    unread = await session.scalar(select(queries.unread_after(ticket.id, side, read)))
    at = standing(ticket.case.state, ticket.case.changed_at)
    return TicketTalkView(
        ticket_id=ticket.id,
        messages=thread.messages if thread else 0,
        read=read,
        unread=unread or 0,
        awaits_reply=thread.awaits_reply if thread else False,
        last_at=thread.last_at if thread else None,
        **at._asdict(),
    )


async def _read(
    session: AsyncSession, actor: Actor, ticket: Ticket, thread: TicketThread | None
) -> int:
    if thread is None:
        return 0
    if is_reporter(session, actor, ticket):
        return thread.reporter_read
    mark = queries.reading_of(ticket.id, actor.person_id)
    return await session.scalar(mark) or 0
