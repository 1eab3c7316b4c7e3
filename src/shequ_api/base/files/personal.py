"""What this module keeps about persons: the files that they handed in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import erase_photos, on_duty
from shequ_api.base.files.models import File, FilePart
from shequ_api.base.files.owners import owner_seal
from shequ_api.base.registry import PersonalData, Registry
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The photos, voices and documents that I handed in."""
    mine = (
        select(File)
        .where(_theirs(session, person_id), File.erased_at.is_(None))
        .order_by(File.received_at)
    )
    return {
        "照片、语音与文件": [
            {
                "编号": each.id,
                "上传时间": each.received_at,
                "拍摄时间": each.taken_at,
                "时长（秒）": each.seconds,
                "标题": each.title,
                "页数": each.pages,
            }
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Their photos go, and what never became one. What they photographed on duty is evidence and
    stays; when it was taken goes."""
    registry: Registry = session.info["registry"]
    duty = on_duty(registry)
    await erase_photos(session, _theirs(session, person_id) & not_(duty), now=now)
    left = update(File).where(File.owner_id == person_id).values(taken_at=None)
    await session.execute(left, execution_options={"synchronize_session": False})
    await session.execute(delete(FilePart).where(FilePart.owner_id == person_id))


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Photos are the kept person's; one that both handed in stays on the records of each. What is
    not whole is sent again."""
    await session.execute(delete(FilePart).where(FilePart.owner_id == merged_id))
    own = select(File.original_sha256).where(File.owner_id == kept_id)
    theirs = update(File).where(File.owner_id == merged_id, File.original_sha256.not_in(own))
    await session.execute(
        theirs.values(owner_id=kept_id), execution_options={"synchronize_session": False}
    )
    # Made of the same original by each, they are two: the codes of their hashes differ.
    seal = owner_seal(session)
    sealed = update(File).where(File.owner_index == seal.index_of(merged_id))
    await session.execute(
        sealed.values(owner_index=seal.index_of(kept_id)),
        execution_options={"synchronize_session": False},
    )


def _theirs(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    sealed = File.owner_index == owner_seal(session).index_of(person_id)
    return or_(File.owner_id == person_id, sealed)


PERSONAL_DATA = PersonalData(
    columns=("files.owner_id", "file_parts.owner_id", "file_renditions.made_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
