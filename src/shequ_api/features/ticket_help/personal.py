"""What this feature keeps about persons: with what they helped, and what they asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.public import Ticket, TicketHelper
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"
WORDS: list[tuple[Any, Any]] = [
    (TicketHelper.request, TicketHelper.asked_by_id),
    (TicketHelper.end_reason, TicketHelper.ended_by_id),
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I helped with, and what I wrote about help."""
    helped = select(TicketHelper).where(TicketHelper.person_id == person_id)
    words = [
        text
        for column, author in WORDS
        for text in await session.scalars(
            select(column).where(author == person_id, column.is_not(None))
        )
    ]
    return {
        "协办的诉求": [
            {
                "诉求编号": each.ticket_id,
                "时间": each.asked_at,
                "结束时间": each.ended_at,
                "结束原因": each.end_kind,
            }
            for each in await session.scalars(helped.order_by(TicketHelper.asked_at))
        ],
        "协办说明": words,
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that somebody helped stays."""
    for column, author in WORDS:
        theirs = update(column.class_).where(author == person_id, column.is_not(None))
        await session.execute(theirs.values({column: ERASED}), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> None:
    """What either helps with, the kept one does: once, and not where they lead. What says who asked
    stays as it was signed."""
    twin = aliased(TicketHelper)
    same = (twin.ticket_id == TicketHelper.ticket_id, twin.ended_at.is_(None))
    twice = exists().where(*same, twin.person_id == kept_id)
    leading = exists().where(
        Ticket.id == TicketHelper.ticket_id, Ticket.assignee_id.in_((kept_id, merged_id))
    )
    both = TicketHelper.person_id.in_((kept_id, merged_id))
    for kind, which in (
        (HelpEnd.ACCOUNTS_MERGED, (TicketHelper.person_id == merged_id, twice)),
        (HelpEnd.LEADS, (both, leading)),
    ):
        over = update(TicketHelper).where(TicketHelper.ended_at.is_(None), *which)
        await session.execute(over.values(ended_at=now, end_kind=kind), execution_options=QUIET)
    await repoint(session, [TicketHelper.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_helpers.person_id",
        "ticket_helpers.asked_by_id",
        "ticket_helpers.ended_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
