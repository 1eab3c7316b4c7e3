"""Blacking out, and opening what is kept beneath."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File, FileRendition
from shequ_api.base.files.renditions import black_out, latest_rendition
from shequ_api.base.files.storage import Storage
from shequ_api.features.ticket_redactions.events import TicketTextRedacted
from shequ_api.features.ticket_redactions.models import TicketTextRedaction
from shequ_api.features.ticket_redactions.permissions import RedactionPermission
from shequ_api.features.ticket_redactions.rules import added, blacked, length_of
from shequ_api.features.ticket_redactions.schemas import PhotoRedaction, TextRedaction
from shequ_api.features.ticket_talk.public import (
    Side,
    TicketMessage,
    TicketMessagePhoto,
    side_of,
)
from shequ_api.features.tickets.public import Ticket, TicketPhoto, facts_of
from shequ_api.kit.errors import Absent, Forbidden, NotNow
from shequ_api.kit.http.exchange import Exchange


class NotYourRedaction(Forbidden):
    """Whoever ordered it does not decide, as staff, what others see of it."""

    code, title = "not_your_redaction", "只有办理一方可以做脱敏处理"


class OriginalNeeded(Forbidden):
    """To take something back, one must be able to see what comes to light."""

    code, title = "original_needed", "撤销已有的遮挡，需要有查看原件的权限"


class TextChanged(NotNow):
    code, title = "redacted_text_changed", "文字已被修改，请刷新后再处理"


def check_side(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Raises `NotYourRedaction`."""
    if side_of(session, actor, ticket) != Side.STAFF:
        raise NotYourRedaction


async def photo_on(session: AsyncSession, ticket: Ticket, file_id: UUID) -> File:
    """A photo of the ticket or of its messages. Raises `Absent`."""
    on_ticket = select(TicketPhoto.file_id).where(TicketPhoto.ticket_id == ticket.id)
    in_talk = (
        select(TicketMessagePhoto.file_id)
        .join(TicketMessage, TicketMessage.id == TicketMessagePhoto.message_id)
        .where(TicketMessage.ticket_id == ticket.id)
    )
    whole = (File.id == file_id, File.erased_at.is_(None), File.width.is_not(None))
    wanted = select(File).where(*whole, File.id.in_(on_ticket.union_all(in_talk)))
    photo = await session.scalar(wanted)
    if photo is None:
        raise Absent
    return photo


async def redact_photo(
    exchange: Exchange,
    storage: Storage,
    actor: Actor,
    photo: File,
    redaction: PhotoRedaction,
    *,
    now: datetime,
) -> FileRendition | None:
    """Another rendition with these rectangles black, and those of before unless they are replaced;
    the same again makes none."""
    last = await latest_rendition(exchange.session, photo.id)
    before = last.rectangles if last else []
    marked = [(each.left, each.top, each.right, each.bottom) for each in redaction.rectangles]
    wanted = added([] if redaction.replace else before, marked)
    if wanted == before:
        return last
    _check_takes_nothing_back(actor, before, wanted)
    return await black_out(
        exchange,
        storage,
        photo,
        [(each[0], each[1], each[2], each[3]) for each in wanted],
        after=last.number if last else 0,
        made_by_id=actor.person_id,
        now=now,
    )


def _check_takes_nothing_back(
    actor: Actor, before: list[list[float]], wanted: list[list[float]]
) -> None:
    if not actor.may(RedactionPermission.OPEN) and any(each not in wanted for each in before):
        raise OriginalNeeded


async def redact_text(
    session: AsyncSession, actor: Actor, ticket: Ticket, redaction: TextRedaction, *, now: datetime
) -> tuple[str, int]:
    """The text as everybody reads it from now on, and the edition's number. The original is kept
    with the first one."""
    holder = await _holder(session, ticket, redaction.message_id)
    editions = await _editions(session, ticket.id, redaction.message_id)
    if redaction.length != length_of(holder.text):
        raise TextChanged
    original = (editions[0].original if editions else None) or holder.text
    before = editions[-1].spans if editions else []
    marked = [(each.start, each.end) for each in redaction.spans]
    wanted = added([] if redaction.replace else before, marked)
    if wanted == before:
        return holder.text, len(editions)
    _check_takes_nothing_back(actor, before, wanted)
    session.add(
        TicketTextRedaction(
            ticket_id=ticket.id,
            message_id=redaction.message_id,
            district_id=ticket.district_id,
            number=len(editions) + 1,
            original=None if editions else original,
            spans=wanted,
            made_by_id=actor.person_id,
            made_at=now,
        )
    )
    holder.text = blacked(original, [(int(start), int(end)) for start, end in wanted])
    if redaction.message_id is None:
        fact = TicketTextRedacted(**facts_of(ticket), number=len(editions) + 1)
        record(session, fact, now=now)
    await session.flush()
    return holder.text, len(editions) + 1


async def original_text(session: AsyncSession, ticket: Ticket, message_id: UUID | None) -> str:
    """A text as it was written. Raises `Absent`."""
    holder = await _holder(session, ticket, message_id)
    editions = await _editions(session, ticket.id, message_id)
    return (editions[0].original if editions else None) or holder.text


def note_opening(
    session: AsyncSession, actor: Actor, ticket: Ticket, field: str, reason: str, now: datetime
) -> None:
    """Write down that an original was looked at; whom it concerns may read that."""
    note_look(
        session,
        actor,
        subject_kind="ticket",
        subject_id=ticket.id,
        person_id=ticket.reporter_id,
        district_id=ticket.district_id,
        fields=[field],
        purpose=LookPurpose.TICKET,
        reason=reason,
        now=now,
    )


async def _holder(
    session: AsyncSession, ticket: Ticket, message_id: UUID | None
) -> Ticket | TicketMessage:
    """The row whose text it is, locked: its redactions come one after the other."""
    if message_id is None:
        await session.refresh(ticket, ["text"], with_for_update=True)
        return ticket
    own = (TicketMessage.id == message_id, TicketMessage.ticket_id == ticket.id)
    message = await session.scalar(select(TicketMessage).where(*own).with_for_update())
    if message is None:
        raise Absent
    return message


async def _editions(
    session: AsyncSession, ticket_id: UUID, message_id: UUID | None
) -> list[TicketTextRedaction]:
    of_it = (
        TicketTextRedaction.ticket_id == ticket_id,
        TicketTextRedaction.message_id.is_not_distinct_from(message_id),
    )
    made = select(TicketTextRedaction).where(*of_it).order_by(TicketTextRedaction.number)
    return list(await session.scalars(made))
