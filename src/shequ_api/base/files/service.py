"""Keeping files, and lending them to records."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.documents import MEDIA_TYPE, Document
from shequ_api.base.files.models import File
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.voices import Voice
from shequ_api.kit.clock import CHINA
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id


class PhotoUnknown(Malformed):
    """Only what one handed in oneself can be put on a record."""

    code, title = "photo_unknown", "照片不存在，或不是您上传的"


class VoiceUnknown(Malformed):
    """The same of spoken messages."""

    code, title = "voice_unknown", "语音不存在，或不是您上传的"


class DocumentUnknown(Malformed):
    """The same of documents."""

    code, title = "document_unknown", "文件不存在，或不是您上传的 PDF"


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


async def keep_voice(session: AsyncSession, owner_id: UUID, voice: Voice, *, now: datetime) -> File:
    """The row of a stored spoken message. Handing in the same again gives the same row."""
    row = insert(File).values(
        id=new_id(),
        owner_id=owner_id,
        original_sha256=voice.original_sha256,
        sha256=voice.sha256,
        media_type=voice.media_type,
        size_bytes=len(voice.content),
        seconds=voice.seconds,
        received_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())
    mine = File.owner_id == owner_id, File.original_sha256 == voice.original_sha256
    return (await session.scalars(select(File).where(*mine))).one()


async def own_document(session: AsyncSession, owner_id: UUID, original_sha256: str) -> File | None:
    """What a person handed in under the same title before (`documents.known_as`)."""
    mine = File.owner_id == owner_id, File.original_sha256 == original_sha256
    return await session.scalar(select(File).where(*mine))


async def keep_document(
    session: AsyncSession, owner_id: UUID, document: Document, *, now: datetime
) -> File:
    """The row of a stored document. The same again under the same title gives the same row."""
    row = insert(File).values(
        id=new_id(),
        owner_id=owner_id,
        original_sha256=document.original_sha256,
        sha256=document.sha256,
        media_type=MEDIA_TYPE,
        size_bytes=len(document.content),
        pages=document.pages,
        title=document.title,
        received_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())
    kept = await own_document(session, owner_id, document.original_sha256)
    assert kept is not None, "written or found in this transaction"
    return kept


async def own_voices(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> list[File]:
    """The person's own spoken messages in the order of `ids`; `VoiceUnknown` where one lacks."""
    if not ids:
        return []
    mine = (File.owner_id == owner_id, File.erased_at.is_(None), File.seconds.is_not(None))
    found = {
        file.id: file for file in await session.scalars(select(File).where(File.id.in_(ids), *mine))
    }
    if len(found) != len(set(ids)):
        raise VoiceUnknown
    return [found[file_id] for file_id in dict.fromkeys(ids)]


async def own_photos(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> list[File]:
    """The person's own photos in the order of `ids`; `PhotoUnknown` where one lacks."""
    return await lent(session, File.owner_id == owner_id, ids)


async def own_documents(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> list[File]:
    """The person's own documents in the order of `ids`; `DocumentUnknown` where one lacks."""
    return await lent_documents(session, File.owner_id == owner_id, ids)


async def lent(session: AsyncSession, mine: ColumnElement[bool], ids: Sequence[UUID]) -> list[File]:
    """Those of `ids`, in their order, that are photos and `mine`; else `PhotoUnknown`."""
    found = await _whole(session, mine & File.width.is_not(None), ids)
    if found is None:
        raise PhotoUnknown
    return found


async def lent_documents(
    session: AsyncSession, mine: ColumnElement[bool], ids: Sequence[UUID]
) -> list[File]:
    """Those of `ids`, in their order, that are documents and `mine`; else `DocumentUnknown`."""
    found = await _whole(session, mine & File.pages.is_not(None), ids)
    if found is None:
        raise DocumentUnknown
    return found


async def files_for(
    session: AsyncSession,
    mine: ColumnElement[bool],
    former: Select[File],
    *,
    photo_ids: Sequence[UUID] | None,
    document_ids: Sequence[UUID] | None,
) -> list[File]:
    """Photos, then documents, that a record is to have: those named, which are `mine`; of a kind of
    which none are named (None), the `former` ones. Raises `PhotoUnknown`, `DocumentUnknown`."""
    had: list[File] = []
    if photo_ids is None or document_ids is None:
        had = list(await session.scalars(former.where(File.erased_at.is_(None))))
    photos = [file for file in had if file.width is not None]
    documents = [file for file in had if file.pages is not None]
    if photo_ids is not None:
        photos = await lent(session, mine, photo_ids)
    if document_ids is not None:
        documents = await lent_documents(session, mine, document_ids)
    return [*photos, *documents]


async def _whole(
    session: AsyncSession, which: ColumnElement[bool], ids: Sequence[UUID]
) -> list[File] | None:
    if not ids:
        return []
    wanted = select(File).where(File.id.in_(ids), which, File.erased_at.is_(None))
    by_id = {file.id: file for file in await session.scalars(wanted)}
    if len(by_id) != len(set(ids)):
        return None
    return [by_id[file_id] for file_id in dict.fromkeys(ids)]
