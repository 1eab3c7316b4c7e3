"""Photos of whoever stays anonymous: no row says whose they are, and they are like no other.

Their owner is a blind index; of the original's hash a code is kept that only the same person gets
again; the content is made unlike that of the same photo handed in under a name; neither likeness
nor the moment of the shutter stays.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.service import lent
from shequ_api.kit.crypto import BlindIndex
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id

_SALT_BYTES = 32
_START, _COMMENT = b"\xff\xd8", b"\xff\xfe"


class OwnerSeal:
    """Finds the photos of a person that name nobody."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index

    def index_of(self, person_id: UUID) -> bytes:
        return self._index.of(str(person_id))

    def original_of(self, person_id: UUID, original_sha256: str) -> str:
        """What is kept of the original's hash."""
        return f"sealed:{self._index.of(f'{person_id}/{original_sha256}').hex()}"


def owner_seal(session: AsyncSession) -> OwnerSeal:
    """The application's one."""
    parts: Parts = session.info["parts"]
    return parts.get(OwnerSeal)


def unlike(photo: Photo) -> Photo:
    """The same picture in bytes that nobody has: a comment of chance (ITU-T T.81, B.2.4.5)."""
    salt = secrets.token_hex(_SALT_BYTES).encode()
    comment = _COMMENT + (len(salt) + 2).to_bytes(2, "big") + salt
    content = _START + comment + photo.content.removeprefix(_START)
    changed = sha256(content).hexdigest()
    return replace(photo, content=content, sha256=changed, taken_at=None, gps=None, likeness=None)


async def sealed_photo(session: AsyncSession, person_id: UUID, photo: Photo) -> File | None:
    """The anonymous photo that a person made of the same original before."""
    seal = owner_seal(session)
    same = (
        File.owner_index == seal.index_of(person_id),
        File.original_sha256 == seal.original_of(person_id, photo.original_sha256),
    )
    found: File | None = await session.scalar(select(File).where(*same))
    return found


async def keep_sealed(
    session: AsyncSession, person_id: UUID, photo: Photo, *, now: datetime
) -> File:
    """The row of a stored photo that names nobody."""
    seal = owner_seal(session)
    row = insert(File).values(
        id=new_id(),
        owner_index=seal.index_of(person_id),
        original_sha256=seal.original_of(person_id, photo.original_sha256),
        sha256=photo.sha256,
        media_type=photo.media_type,
        size_bytes=len(photo.content),
        width=photo.width,
        height=photo.height,
        received_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())
    kept = await sealed_photo(session, person_id, photo)
    assert kept is not None, "written or found in this transaction"
    return kept


async def disown(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Nobody, whatever keys they have, can tell any more who made these anonymous photos."""
    theirs = select(File).where(which, File.owner_index.is_not(None)).order_by(File.id)
    for photo in await session.scalars(theirs.with_for_update()):
        photo.owner_index = secrets.token_bytes(16)
        if photo.erased_at is None:
            photo.original_sha256 = f"disowned:{photo.id}"


async def sealed_photos(session: AsyncSession, person_id: UUID, ids: Sequence[UUID]) -> list[File]:
    """The person's own anonymous photos in the order of `ids`; `PhotoUnknown` where one lacks, or
    was handed in under their name."""
    return await lent(session, File.owner_index == owner_seal(session).index_of(person_id), ids)
