"""What this feature keeps about persons: what they wrote and how far they read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_talk.models import TicketMessage, TicketNote, TicketReading
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, filed_by
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


def written_by(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    """A person's own words: those that they signed, and those of anonymous tickets of theirs."""
    unsigned = and_(TicketMessage.author_id.is_(None), TicketMessage.side == Side.REPORTER)
    theirs = select(Ticket.id).where(Ticket.anonymous, filed_by(session, person_id))
    return or_(
        TicketMessage.author_id == person_id,
        and_(unsigned, TicketMessage.ticket_id.in_(theirs)),
    )


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wrote on tickets, for whomever. Of what I noted as staff only when: what it says is
    about others, who may not read it."""
    by_me = or_(written_by(session, person_id), TicketMessage.agent_id == person_id)
    mine = select(TicketMessage).where(by_me).order_by(TicketMessage.written_at)
    noted = select(TicketNote.ticket_id, TicketNote.written_at).where(
        TicketNote.author_id == person_id
    )
    return {
        "诉求留言": [
            {"诉求": each.ticket_id, "内容": each.text, "时间": each.written_at}
            for each in await session.scalars(mine)
        ],
        "内部备注": [
            {"诉求": row.ticket_id, "时间": row.written_at}
            for row in await session.execute(noted.order_by(TicketNote.written_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; that something was said, on which side and when, stays."""
    words = update(TicketMessage).where(written_by(session, person_id)).values(text=ERASED)
    notes = update(TicketNote).where(TicketNote.author_id == person_id).values(text=ERASED)
    marks = delete(TicketReading).where(TicketReading.person_id == person_id)
    for statement in (words, notes, marks):
        await session.execute(statement, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """What was written by the one is the other's, as tickets are; of two marks the kept
    person's holds."""
    both = select(TicketReading.ticket_id).where(TicketReading.person_id == kept_id)
    twice = delete(TicketReading).where(
        TicketReading.person_id == merged_id, TicketReading.ticket_id.in_(both)
    )
    await session.execute(twice, execution_options=QUIET)
    columns = (
        TicketMessage.author_id,
        TicketMessage.agent_id,
        TicketNote.author_id,
        TicketReading.person_id,
    )
    await repoint(session, columns, old=merged_id, new=kept_id)
    return None


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_messages.author_id",
        "ticket_messages.agent_id",
        "ticket_notes.author_id",
        "ticket_readings.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
