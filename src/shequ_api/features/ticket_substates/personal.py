"""What this feature keeps about persons: who defined substates, who said how far tickets are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_substates.models import (
    TicketSubstateChange,
    TicketSubstateEdition,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The substates that I defined, and where I said how far a ticket is."""
    edition, change = TicketSubstateEdition, TicketSubstateChange
    made = select(edition).where(edition.made_by_id == person_id).order_by(edition.made_at)
    said = select(change).where(change.set_by_id == person_id).order_by(change.set_at)
    return {
        "设置的办理进展": [
            {"名称": each.title, "时间": each.made_at} for each in await session.scalars(made)
        ],
        "更新的办理进展": [
            {"诉求": each.ticket_id, "说明": each.note, "时间": each.set_at}
            for each in await session.scalars(said)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they noted goes; an office's substates stay."""
    theirs = update(TicketSubstateChange).where(
        TicketSubstateChange.set_by_id == person_id, TicketSubstateChange.note.is_not(None)
    )
    await session.execute(
        theirs.values(note=FORGOTTEN), execution_options={"synchronize_session": False}
    )


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_substates.made_by_id",
        "ticket_substate_editions.made_by_id",
        "ticket_substate_changes.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
