"""The talk about a ticket, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.router import TheShowcase
from shequ_api.features.ticket_talk import queries, service
from shequ_api.features.ticket_talk.models import TicketMessage, TicketThread
from shequ_api.features.ticket_talk.parties import side_of
from shequ_api.features.ticket_talk.permissions import TalkPermission
from shequ_api.features.ticket_talk.rules import standing
from shequ_api.features.ticket_talk.schemas import (
    SentMessageView,
    TalkId,
    TalkListing,
    TalkRead,
    TicketMessageDraft,
    TicketMessageView,
    TicketTalkLine,
    TicketTalkView,
)
from shequ_api.features.ticket_talk.showing import message_views, talk_view
from shequ_api.features.tickets.public import TheTicket, Ticket, ticket_in_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_talk"])
Speaker = Annotated[Actor, Depends(may(TalkPermission.SAY, on_behalf=True))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


async def ticket_to_talk_on(ticket_id: UUID, actor: Speaker, session: Session, now: Now) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session, now)


ToTalkOn = Annotated[Ticket, Depends(ticket_to_talk_on)]


@router.put("/tickets/{ticket_id}/messages/{message_id}", status_code=201, responses=AGAIN)
async def say_on_ticket(
    message_id: TalkId,
    draft: TicketMessageDraft,
    ticket: ToTalkOn,
    actor: Speaker,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> SentMessageView:
    """诉求留言: Add words or photos to a ticket, as who ordered it (or by a mandate for them) or as
    who handles it. Safe to repeat under the same id; on a ticket that has ended it says what comes
    of it."""
    message, fresh = await service.say(
        session, actor, ticket, draft, message_id=message_id, now=now
    )
    await session.flush()
    response.status_code = 201 if fresh else 200
    lines = queries.message_lines(TicketMessage.id == message.id)
    rows = (await session.execute(lines)).mappings().all()
    [view] = await message_views(session, actor, ticket, rows, showcase, now)
    at = standing(ticket.case.state, ticket.case.changed_at)
    return SentMessageView(**dict(view), **at._asdict())


@router.get("/tickets/{ticket_id}/messages")
async def list_ticket_messages(
    ticket: ToTalkOn,
    actor: Speaker,
    session: Session,
    paging: ThePaging,
    showcase: TheShowcase,
    now: Now,
) -> Page[TicketMessageView]:
    """诉求留言列表: What was said on a ticket, newest first; with what was said on those merged
    into it, or publicly on its lead."""
    lines = queries.message_lines(queries.seen_on(ticket, side_of(session, actor, ticket)))
    order = [TicketMessage.written_at, TicketMessage.id]
    rows, cursor = await page_of(session, lines, order, paging)
    views = await message_views(session, actor, ticket, rows, showcase, now)
    return Page(items=views, next_cursor=cursor)


@router.get("/tickets/{ticket_id}/talk")
async def get_ticket_talk(ticket: TheTicket, actor: AnyActor, session: Session) -> TicketTalkView:
    """诉求留言概况: How much I have not read, who is to answer, and until when one may write."""
    return await talk_view(session, actor, ticket, side_of(session, actor, ticket))


@router.put("/tickets/{ticket_id}/talk/reading")
async def read_ticket_talk(
    seen: TalkRead, ticket: TheTicket, actor: AnyActor, session: Session, now: Now
) -> TicketTalkView:
    """标记留言已读: What was shown up to a number is read; what came since stays unread."""
    await service.read_up_to(session, actor, ticket, number=seen.number, now=now)
    await session.flush()
    return await talk_view(session, actor, ticket, side_of(session, actor, ticket))


@router.get("/me/ticket-talks")
async def list_my_ticket_talks(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    now: Now,
    view: Annotated[
        TalkListing, Query(description="Of what I ordered or filed, or of what I handle")
    ] = TalkListing.REPORTED,
) -> Page[TicketTalkLine]:
    """我的诉求沟通: Threads about my tickets with what I have not read, the latest first."""
    lines = queries.thread_lines(session, actor, view, china_date(now))
    order = [TicketThread.last_at, TicketThread.ticket_id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[TicketTalkLine(**row) for row in rows], next_cursor=cursor)
