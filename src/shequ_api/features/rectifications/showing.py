"""Putting batches together for a reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.features.rectifications import queries
from shequ_api.features.rectifications.models import RectificationBatch
from shequ_api.features.rectifications.schemas import (
    RectificationBatchView,
    RectificationItemView,
)


async def batch_view(session: AsyncSession, batch: RectificationBatch) -> RectificationBatchView:
    """The batch as it stands now."""
    await session.flush()
    line = queries.batch_lines(RectificationBatch.id == batch.id)
    return RectificationBatchView(**dict((await session.execute(line)).mappings().one()))


async def item_views(
    session: AsyncSession,
    batch: RectificationBatch,
    rows: Sequence[dict[str, Any]],
    showcase: Showcase,
    now: datetime,
) -> list[RectificationItemView]:
    """Items with their photos. One statement."""
    photos: dict[UUID, list[FileView]] = {row["hazard_id"]: [] for row in rows}
    if rows:
        for photo in await session.execute(queries.photos_of(batch.id, list(photos))):
            photos[photo.hazard_id].append(showcase.view(photo, now))
    return [RectificationItemView(**row, photos=photos[row["hazard_id"]]) for row in rows]
