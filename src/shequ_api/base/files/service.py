"""Keeping files, and lending them to records."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.files.photos import Photo
from shequ_api.kit.clock import CHINA
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id


class PhotoUnknown(Malformed):
    """Only what one handed in oneself can be put on a record."""

    code, title = "photo_unknown", "照片不存在，或不是您上传的"


async def keep_photo(session: AsyncSession, owner_id: UUID, photo: Photo, *, now: datetime) -> File:
    """The row of a stored photo. Handing in the same again gives the same row."""
    taken_at = photo.taken_at.replace(tzinfo=CHINA) if photo.taken_at else None
    row = insert(File).values(
        id=new_id(),
        owner_id=owner_id,
        original_sha256=photo.original_sha256,
        sha256=photo.sha256,
        media_type=photo.media_type,
        size_bytes=len(photo.content),
        width=photo.width,
        height=photo.height,
        taken_at=taken_at,
        likeness=photo.likeness,
        received_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())
    mine = File.owner_id == owner_id, File.original_sha256 == photo.original_sha256
    return (await session.scalars(select(File).where(*mine))).one()


async def own_photos(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> list[File]:
    """The person's own photos in the order of `ids`; `PhotoUnknown` where one lacks."""
    if not ids:
        return []
    mine = (File.owner_id == owner_id, File.erased_at.is_(None))
    found = select(File).where(File.id.in_(ids), *mine)
    by_id = {file.id: file for file in await session.scalars(found)}
    if len(by_id) != len(set(ids)):
        raise PhotoUnknown
    return [by_id[file_id] for file_id in dict.fromkeys(ids)]
