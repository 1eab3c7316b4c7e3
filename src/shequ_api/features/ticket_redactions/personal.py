"""What this feature keeps about persons: what they wrote, beneath what was blacked out in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_redactions.models import TicketTextRedaction
from shequ_api.features.ticket_talk.public import TicketMessage, written_by
from shequ_api.features.tickets.public import Ticket, filed_by
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

ERASED = "（已注销）"


def _written_by(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    tickets = select(Ticket.id).where(filed_by(session, person_id))
    messages = select(TicketMessage.id).where(written_by(session, person_id))
    own = and_(TicketTextRedaction.message_id.is_(None), TicketTextRedaction.ticket_id.in_(tickets))
    originals = TicketTextRedaction.original.is_not(None)
    return and_(originals, or_(own, TicketTextRedaction.message_id.in_(messages)))


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wrote before something was blacked out in it."""
    mine = select(TicketTextRedaction).where(_written_by(session, person_id))
    return {
        "被遮挡文字的原文": [
            {"诉求": each.ticket_id, "原文": each.original, "遮挡时间": each.made_at}
            for each in await session.scalars(mine.order_by(TicketTextRedaction.made_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """The original goes with the words that everybody reads."""
    theirs = update(TicketTextRedaction).where(_written_by(session, person_id))
    await session.execute(theirs.values(original=ERASED), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: whose the words are, tickets and messages say; who blacked out stays as signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_text_redactions.made_by_id",), collect=collect, erase=erase, merge=merge
)
