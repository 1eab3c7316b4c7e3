"""Notes among staff, over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.ticket_talk import queries, service
from shequ_api.features.ticket_talk.models import TicketNote
from shequ_api.features.ticket_talk.permissions import TalkPermission
from shequ_api.features.ticket_talk.schemas import TalkId, TicketNoteDraft, TicketNoteView
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_talk"])
Noter = Annotated[Actor, Depends(may(TalkPermission.NOTE))]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


@router.put("/tickets/{ticket_id}/notes/{note_id}", status_code=201, responses=AGAIN)
async def note_on_ticket(
    note_id: TalkId,
    draft: TicketNoteDraft,
    ticket: TheTicket,
    actor: Noter,
    session: Session,
    response: Response,
    now: Now,
) -> TicketNoteView:
    """内部备注: Note something among staff; nobody of the reporter's side ever reads it."""
    note, fresh = await service.note(
        session, actor, ticket, note_id=note_id, text=draft.text, now=now
    )
    response.status_code = 201 if fresh else 200
    line = queries.note_lines(ticket.id).where(TicketNote.id == note.id)
    return TicketNoteView(**(await session.execute(line)).mappings().one())


@router.get("/tickets/{ticket_id}/notes")
async def list_ticket_notes(
    ticket: TheTicket, actor: Noter, session: Session, paging: ThePaging
) -> Page[TicketNoteView]:
    """内部备注列表: What staff noted on a ticket, newest first."""
    service.check_staff(session, actor, ticket)
    order = [TicketNote.written_at, TicketNote.id]
    rows, cursor = await page_of(session, queries.note_lines(ticket.id), order, paging)
    return Page(items=[TicketNoteView(**row) for row in rows], next_cursor=cursor)
