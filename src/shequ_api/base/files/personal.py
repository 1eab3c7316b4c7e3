"""What this module keeps about persons: the photos that they handed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The photos that I handed in."""
    mine = select(File).where(File.owner_id == person_id).order_by(File.received_at)
    return {
        "照片": [
            {"编号": each.id, "上传时间": each.received_at, "拍摄时间": each.taken_at}
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """When a photo was taken goes; the photo is part of the record on which it stands."""
    await session.execute(update(File).where(File.owner_id == person_id).values(taken_at=None))


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Photos are the kept person's; one that both handed in stays on the records of each."""
    own = select(File.original_sha256).where(File.owner_id == kept_id)
    theirs = update(File).where(File.owner_id == merged_id, File.original_sha256.not_in(own))
    await session.execute(
        theirs.values(owner_id=kept_id), execution_options={"synchronize_session": False}
    )


PERSONAL_DATA = PersonalData(columns=("files.owner_id",), collect=collect, erase=erase, merge=merge)
