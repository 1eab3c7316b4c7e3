"""Blacking out over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.files.router import TheStorage
from shequ_api.features.ticket_redactions import service
from shequ_api.features.ticket_redactions.permissions import RedactionPermission
from shequ_api.features.ticket_redactions.schemas import (
    OriginalAsked,
    OriginalTextAsked,
    OriginalTextView,
    PhotoRedaction,
    PhotoRedactionView,
    TextRedaction,
    TextRedactionView,
)
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["ticket_redactions"])
Redactor = Annotated[Actor, Depends(may(RedactionPermission.MAKE))]
Opener = Annotated[Actor, Depends(may(RedactionPermission.OPEN))]
IMAGES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The photo as it was handed in",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.put("/tickets/{ticket_id}/photos/{file_id}/redaction")
async def redact_ticket_photo(
    file_id: UUID,
    redaction: PhotoRedaction,
    ticket: TheTicket,
    actor: Redactor,
    exchange: TheExchange,
    storage: TheStorage,
    now: Now,
) -> PhotoRedactionView:
    """照片脱敏: Black out faces, plates and names in a photo; from now on everybody is shown a
    picture in which they are gone."""
    service.check_side(exchange.session, actor, ticket)
    photo = await service.photo_on(exchange.session, ticket, file_id)
    made = await service.redact_photo(exchange, storage, actor, photo, redaction, now=now)
    return PhotoRedactionView(
        file_id=file_id,
        number=made.number if made else 0,
        rectangles=made.rectangles if made else [],
    )


@router.post(
    "/tickets/{ticket_id}/photos/{file_id}/original", response_class=Response, responses=IMAGES
)
@unkeyed
async def open_original_photo(
    file_id: UUID,
    asked: OriginalAsked,
    ticket: TheTicket,
    actor: Opener,
    exchange: TheExchange,
    storage: TheStorage,
    now: Now,
) -> Response:
    """查看照片原件: The photo as it was handed in; that it was looked at, and why, is on record."""
    service.check_side(exchange.session, actor, ticket)
    photo = await service.photo_on(exchange.session, ticket, file_id)
    sha256, media_type = photo.sha256, photo.media_type
    await exchange.release()
    content = await storage.get(sha256)
    service.note_opening(exchange.session, actor, ticket, "photo", asked.reason, now)
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store"})


@router.put("/tickets/{ticket_id}/text-redaction")
async def redact_ticket_text(
    redaction: TextRedaction, ticket: TheTicket, actor: Redactor, session: Session, now: Now
) -> TextRedactionView:
    """文字脱敏: Black out names and numbers in a ticket's text or in a message."""
    service.check_side(session, actor, ticket)
    text, number = await service.redact_text(session, actor, ticket, redaction, now=now)
    return TextRedactionView(message_id=redaction.message_id, number=number, text=text)


@router.post("/tickets/{ticket_id}/original-text")
@unkeyed
async def open_original_text(
    asked: OriginalTextAsked, ticket: TheTicket, actor: Opener, session: Session, now: Now
) -> OriginalTextView:
    """查看文字原件: A text as it was written; that it was looked at, and why, is on record."""
    service.check_side(session, actor, ticket)
    text = await service.original_text(session, ticket, asked.message_id)
    service.note_opening(session, actor, ticket, "text", asked.reason, now)
    return OriginalTextView(text=text)
