"""Saying something on a ticket, reading it, noting among staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.files.owners import sealed_photos
from shequ_api.base.files.service import own_photos
from shequ_api.features.content_checks.public import hand_in
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.ticket_talk.models import (
    TicketMessage,
    TicketMessagePhoto,
    TicketNote,
    TicketReading,
    TicketThread,
)
from shequ_api.features.ticket_talk.parties import side_of, speaks_for
from shequ_api.features.ticket_talk.queries import KIND
from shequ_api.features.ticket_talk.rules import check_not_over, standing
from shequ_api.features.ticket_talk.schemas import TicketMessageDraft
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, facts_of, is_reporter, keep_unnamed, signer_of
from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class MessageDiffers(NotNow):
    """The id was used for something else."""

    code, title = "ticket_message_differs", "同一编号已提交过不同的内容"


class MessageEmpty(Malformed):
    code, title = "ticket_message_empty", "请填写文字或附上照片"


class NotForThePublic(Malformed):
    """Only a handler speaks to the public, and only about what is not private."""

    code, title = "not_for_the_public", "只有办理人对非私密的诉求可以公开回复"


class NotesAreStaffs(Forbidden):
    """Whoever ordered a ticket never reads what staff note on it, whatever office they hold."""

    code, title = "notes_are_staffs", "内部备注只供办理一方使用"


async def say(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    draft: TicketMessageDraft,
    *,
    message_id: UUID,
    now: datetime,
) -> tuple[TicketMessage, bool]:
    """What somebody says under their own id for it; True where it is new. The same again is the
    same, however late it comes."""
    side = speaks_for(session, actor, ticket)
    signed = _signed(session, actor, ticket)
    thread = await _hold_thread(session, ticket, now)
    await _stand_still(session, ticket)
    kept = await session.get(TicketMessage, message_id)
    if kept is not None:
        return await _as_before(session, kept, ticket, side, signed, draft), False
    _check(draft, side, ticket)
    check_not_over(standing(ticket.case.state, ticket.case.changed_at), now)
    photos = await _photos(session, actor, ticket, side, draft.photo_ids)
    thread.messages += 1
    thread.awaits_reply, thread.last_at = side == Side.REPORTER, now
    message = TicketMessage(
        id=message_id,
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        number=thread.messages,
        side=side,
        **signed,
        role=actor.role,
        text=draft.text or "",
        public=draft.public,
        state=ticket.case.state,
        written_at=now,
    )
    session.add(message)
    await session.flush()
    session.add_all(
        TicketMessagePhoto(
            message_id=message.id,
            file_id=photo.id,
            district_id=ticket.district_id,
            position=position,
        )
        for position, photo in enumerate(photos)
    )
    _have_checked(session, actor, ticket, message, [photo.id for photo in photos], now)
    await _announce(session, ticket, message, now)
    return message, True


async def _photos(
    session: AsyncSession, actor: Actor, ticket: Ticket, side: Side, ids: list[UUID]
) -> list[File]:
    """Of whoever ordered without a name, those that they handed in without one."""
    without_name = ticket.anonymous and side == Side.REPORTER
    lend = sealed_photos if without_name else own_photos
    return await lend(session, actor.person_id, ids)


def _signed(session: AsyncSession, actor: Actor, ticket: Ticket) -> dict[str, UUID | None]:
    """Whose words they are, and who writes them for that person."""
    if actor.on_behalf_of is not None:
        return {"author_id": actor.concerned_id, "agent_id": actor.person_id}
    return {"author_id": signer_of(session, actor, ticket), "agent_id": None}


async def _hold_thread(session: AsyncSession, ticket: Ticket, now: datetime) -> TicketThread:
    """The ticket's thread, locked: messages are numbered one after the other."""
    fresh = insert(TicketThread).values(
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        messages=0,
        reporter_read=0,
        awaits_reply=False,
        last_at=now,
    )
    await session.execute(fresh.on_conflict_do_nothing())
    held = select(TicketThread).where(TicketThread.ticket_id == ticket.id).with_for_update()
    return (await session.scalars(held.execution_options(populate_existing=True))).one()


async def _stand_still(session: AsyncSession, ticket: Ticket) -> None:
    """Read who handles it, behind whoever merges it or takes it out again, or before them: else
    what is said meanwhile would be told to who handles it no more."""
    await session.refresh(ticket.case, with_for_update={"read": True})
    await session.refresh(ticket, ["merged_into_id", "assignee_id"])


async def _as_before(
    session: AsyncSession,
    kept: TicketMessage,
    ticket: Ticket,
    side: Side,
    signed: dict[str, Any],
    draft: TicketMessageDraft,
) -> TicketMessage:
    photos = select(TicketMessagePhoto.file_id).where(TicketMessagePhoto.message_id == kept.id)
    on_it = await session.scalars(photos.order_by(TicketMessagePhoto.position))
    said = (ticket.id, side, draft.text or "", draft.public, *signed.values())
    was = (kept.ticket_id, kept.side, kept.text, kept.public, kept.author_id, kept.agent_id)
    if said != was or list(on_it) != list(dict.fromkeys(draft.photo_ids)):
        raise MessageDiffers
    return kept


def _check(draft: TicketMessageDraft, side: Side, ticket: Ticket) -> None:
    if not (draft.text or draft.photo_ids):
        raise MessageEmpty
    if draft.public and (side != Side.STAFF or ticket.private):
        raise NotForThePublic


def _have_checked(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    message: TicketMessage,
    file_ids: list[UUID],
    now: datetime,
) -> None:
    if message.side == Side.STAFF and not message.public:
        return
    unnamed = message.author_id is None
    hand_in(
        session,
        KIND,
        message.id,
        located=ticket,
        author_id=actor.person_id if unnamed else message.author_id,
        unnamed=unnamed,
        by_staff=message.side == Side.STAFF,
        text=message.text,
        file_ids=file_ids,
        now=now,
    )


async def _announce(
    session: AsyncSession, ticket: Ticket, message: TicketMessage, now: datetime
) -> None:
    lead = await session.get(Ticket, ticket.merged_into_id) if ticket.merged_into_id else ticket
    replied = TicketReplied(
        **facts_of(ticket),
        message_id=message.id,
        side=Side(message.side),
        public=message.public,
        replied_by_id=message.agent_id or message.author_id,
        assignee_id=lead.assignee_id if lead else None,
        at=now,
    )
    record(session, replied, now=now)


async def read_up_to(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, number: int, now: datetime
) -> None:
    """The ticket's own thread was read up to a message; never less than before."""
    thread = await _hold_thread(session, ticket, now)
    read = min(number, thread.messages)
    if is_reporter(session, actor, ticket):
        keep_unnamed(session, actor, ticket)
        thread.reporter_read = max(thread.reporter_read, read)
        return
    mark = insert(TicketReading).values(
        ticket_id=ticket.id,
        person_id=actor.person_id,
        district_id=ticket.district_id,
        number=read,
    )
    latest = func.greatest(TicketReading.number, mark.excluded.number)
    key = [TicketReading.ticket_id, TicketReading.person_id]
    await session.execute(mark.on_conflict_do_update(index_elements=key, set_={"number": latest}))


def check_staff(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Raises `NotesAreStaffs`."""
    if side_of(session, actor, ticket) != Side.STAFF:
        raise NotesAreStaffs


async def note(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, note_id: UUID, text: str, now: datetime
) -> tuple[TicketNote, bool]:
    """What staff note among themselves, once under each id; True where it is new."""
    check_staff(session, actor, ticket)
    row = insert(TicketNote).values(
        id=note_id,
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        author_id=actor.person_id,
        text=text,
        written_at=now,
    )
    fresh = await session.scalar(row.on_conflict_do_nothing().returning(TicketNote))
    if fresh is not None:
        return fresh, True
    kept = await session.get_one(TicketNote, note_id)
    if (kept.ticket_id, kept.author_id, kept.text) != (ticket.id, actor.person_id, text):
        raise MessageDiffers
    return kept, False
