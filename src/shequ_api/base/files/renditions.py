"""Renditions: a photo as everybody sees it once something in it was blacked out.

The bytes are stored before the row stands, and each rendition is made of the original: one that is
interrupted leaves the one before. Its bytes are like nobody's (a comment of chance), so that they
go with it and with nothing else.
"""

import asyncio
import json
import secrets
import struct
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File, FileRendition
from shequ_api.base.files.storage import Storage
from shequ_api.kit.children import ChildTooSlow, run_child_here
from shequ_api.kit.errors import Absent, NotNow, Unavailable
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.ids import new_id

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom: shares of the upright picture, from 0 to 1."""
PATIENCE_SECONDS = 8.0
_CHILD = Path(__file__).with_name("_black_out.py")
_START, _COMMENT = b"\xff\xd8", b"\xff\xfe"
log = structlog.get_logger("files")


class RenditionBusy(Unavailable):
    code, title = "rendition_busy", "暂时无法处理照片，请稍后再试"


class RenditionOvertaken(NotNow):
    """Somebody blacked out something else in the same moment."""

    code, title = "rendition_overtaken", "他人刚刚处理过这张照片，请刷新后再试"


async def latest_rendition(session: AsyncSession, file_id: UUID) -> FileRendition | None:
    """The one that is shown; None where nothing was blacked out."""
    made = select(FileRendition).where(FileRendition.file_id == file_id)
    return await session.scalar(made.order_by(FileRendition.number.desc()).limit(1))


async def black_out(
    exchange: Exchange,
    storage: Storage,
    photo: File,
    rectangles: Sequence[Rectangle],
    *,
    after: int,
    made_by_id: UUID,
    now: datetime,
) -> FileRendition:
    """Another rendition, made of the original: all of these are black in it. Call it before the
    first write. `after`: the number of the one that was seen, 0 for none. Raises
    `RenditionOvertaken`, `RenditionBusy`, `Absent`."""
    session, sha = exchange.session, photo.sha256
    await exchange.release()
    content = _unlike(await _blacked(await storage.get(sha), rectangles))
    made = sha256(content).hexdigest()
    await storage.put(made, content)
    await session.refresh(photo, with_for_update=True)
    if photo.erased_at is not None:
        raise Absent
    newest = select(func.max(FileRendition.number)).where(FileRendition.file_id == photo.id)
    if (await session.scalar(newest) or 0) != after:
        raise RenditionOvertaken
    rendition = FileRendition(
        id=new_id(),
        file_id=photo.id,
        number=after + 1,
        sha256=made,
        rectangles=[list(each) for each in rectangles],
        made_by_id=made_by_id,
        made_at=now,
    )
    session.add(rendition)
    await session.flush()
    return rendition


async def drop_renditions(session: AsyncSession, storage: Storage, file_id: UUID) -> None:
    """Delete their bytes; that something was blacked out stays."""
    made = select(FileRendition.sha256).where(FileRendition.file_id == file_id)
    for sha in await session.scalars(made):
        await storage.drop(sha)


async def _blacked(content: bytes, rectangles: Sequence[Rectangle]) -> bytes:
    head = json.dumps({"rectangles": rectangles}).encode()
    framed = struct.pack(">I", len(head)) + head + content
    try:
        code, answer, complaint = await asyncio.to_thread(
            run_child_here, _CHILD, data=framed, seconds=PATIENCE_SECONDS
        )
    except ChildTooSlow:
        raise RenditionBusy from None
    if code or not answer.startswith(_START):
        log.warning("rendition_child", code=code, complaint=complaint[-300:].decode("latin-1"))
        raise RenditionBusy
    return answer


def _unlike(content: bytes) -> bytes:
    salt = secrets.token_hex(32).encode()
    comment = _COMMENT + (len(salt) + 2).to_bytes(2, "big") + salt
    return _START + comment + content.removeprefix(_START)
