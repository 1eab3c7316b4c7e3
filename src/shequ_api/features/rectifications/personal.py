"""What this feature keeps about persons: who arranged batches, and noted what came of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.rectifications.models import RectificationBatch, RectificationItem
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

ERASED = "（已注销）"
PERSONS: list[Any] = [
    RectificationBatch.made_by_id,
    RectificationBatch.ended_by_id,
    RectificationItem.recorded_by_id,
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The batches that I arranged, and what I wrote about visits."""
    made = RectificationBatch.made_by_id == person_id
    mine = select(RectificationBatch).where(made).order_by(RectificationBatch.made_at)
    noted = (
        select(RectificationItem)
        .where(RectificationItem.recorded_by_id == person_id, RectificationItem.note.is_not(None))
        .order_by(RectificationItem.recorded_at)
    )
    return {
        "安排的集中整改": [
            {"名称": row.title, "通知": row.notice, "时间": row.made_at}
            for row in await session.scalars(mine)
        ],
        "登记的上门说明": [
            {"说明": row.note, "时间": row.recorded_at} for row in await session.scalars(noted)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote about visits goes; what came of them stays. (What residents were told is the
    office's.)"""
    theirs = update(RectificationItem).where(
        RectificationItem.recorded_by_id == person_id, RectificationItem.note.is_not(None)
    )
    await session.execute(
        theirs.values(note=ERASED), execution_options={"synchronize_session": False}
    )


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one did is the kept one's."""
    await repoint(session, PERSONS, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "rectification_batches.made_by_id",
        "rectification_batches.ended_by_id",
        "rectification_items.recorded_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
