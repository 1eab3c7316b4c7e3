"""What this feature keeps about persons: what they support, and what staff merged and split."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_twins.models import (
    TicketMerge,
    TicketSplit,
    TicketSpot,
    TicketSupport,
)
from shequ_api.features.tickets.public import Ticket, filed_by
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"
WORDS: list[tuple[Any, Any]] = [
    (TicketMerge.reason, TicketMerge.merged_by_id),
    (TicketMerge.undo_reason, TicketMerge.undone_by_id),
    (TicketSplit.reason, TicketSplit.split_by_id),
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What affects me or I follow, and why I merged or split."""
    mine = select(TicketSupport).where(TicketSupport.person_id == person_id)
    words = [
        words
        for column, author in WORDS
        for words in await session.scalars(
            select(column).where(author == person_id, column.is_not(None))
        )
    ]
    return {
        "附议与关注": [
            {"诉求编号": each.ticket_id, "方式": each.kind, "时间": each.since}
            for each in await session.scalars(mine.order_by(TicketSupport.since))
        ],
        "并单拆单理由": words,
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their support and their words go, and what was made of the words of their tickets; that
    tickets were merged stays."""
    own = select(Ticket.id).where(filed_by(session, person_id))
    for gone in (
        delete(TicketSupport).where(TicketSupport.person_id == person_id),
        delete(TicketSpot).where(TicketSpot.ticket_id.in_(own)),
    ):
        await session.execute(gone, execution_options=QUIET)
    for column, author in WORDS:
        theirs = update(column.class_).where(author == person_id, column.is_not(None))
        await session.execute(theirs.values({column: ERASED}), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What either supports, the kept one does: once. Who merged and split stays as signed."""
    known = aliased(TicketSupport)
    both = exists().where(known.person_id == kept_id, known.ticket_id == TicketSupport.ticket_id)
    twice = delete(TicketSupport).where(TicketSupport.person_id == merged_id, both)
    await session.execute(twice, execution_options=QUIET)
    await repoint(session, [TicketSupport.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_supports.person_id",
        "ticket_merges.merged_by_id",
        "ticket_merges.undone_by_id",
        "ticket_splits.split_by_id",
        "ticket_splits.undone_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
