"""Photos that come in parts, over a network that loses every third request.

Parts lie in the database until the photo is whole: a server that dies loses none that it has
acknowledged. A photo is known by its person and the SHA-256 of its bytes, so that nothing needs to
be begun, and what was handed in before, in whatever way, is there at once.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File, FilePart
from shequ_api.base.files.photos import MAX_BYTES, PhotoTooLarge
from shequ_api.kit.errors import Malformed, NotNow

MOST_UNFINISHED = 24
"""Photos of one person: two records with as many as a record takes."""
GIVEN_UP_AFTER = timedelta(days=7)


class PartOutOfPlace(NotNow):
    """The next part begins at `received_bytes`."""

    code, title = "part_out_of_place", "请从已收到的位置继续上传"


class TooManyUnfinished(NotNow):
    code, title = "too_many_unfinished", "未传完的照片太多，请先传完或稍后再试"


class PartsDiffer(Malformed):
    """Put together they have another hash than was said; they are dropped: begin anew."""

    code, title = "parts_differ", "照片内容与校验值不符，请重新上传"
    keeps_writes = True


def _of(owner_id: UUID, whole: str) -> ColumnElement[bool]:
    return and_(FilePart.owner_id == owner_id, FilePart.sha256 == whole)


async def photo_of(session: AsyncSession, owner_id: UUID, whole: str) -> File | None:
    """The photo that a person has handed in with this hash."""
    same = File.owner_id == owner_id, File.original_sha256 == whole
    found: File | None = await session.scalar(select(File).where(*same))
    return found


async def received_bytes(session: AsyncSession, owner_id: UUID, whole: str) -> int:
    """How many bytes are here, from the beginning, without a gap."""
    end = func.max(FilePart.start_byte + func.octet_length(FilePart.content))
    found = await session.scalar(select(end).where(_of(owner_id, whole)))
    return int(found or 0)


async def take_part(
    session: AsyncSession, owner_id: UUID, whole: str, start: int, content: bytes, *, now: datetime
) -> int:
    """Keep the part that begins at `start`; how many bytes are here now.

    A part that is here already changes nothing. Two at once: one is kept.
    """
    received = await received_bytes(session, owner_id, whole)
    if content and start + len(content) <= received:
        return received
    if start != received or not content:
        raise PartOutOfPlace(received_bytes=received)
    if start + len(content) > MAX_BYTES:
        raise PhotoTooLarge
    if start == 0:
        await _refuse_hoard(session, owner_id)
    row = insert(FilePart).values(
        owner_id=owner_id, sha256=whole, start_byte=start, content=content, received_at=now
    )
    await session.execute(row.on_conflict_do_nothing())
    return await received_bytes(session, owner_id, whole)


async def _refuse_hoard(session: AsyncSession, owner_id: UUID) -> None:
    begun = select(func.count()).where(FilePart.owner_id == owner_id, FilePart.start_byte == 0)
    if (await session.scalar(begun) or 0) >= MOST_UNFINISHED:
        raise TooManyUnfinished


async def whole_of(session: AsyncSession, owner_id: UUID, whole: str, size: int) -> bytes:
    """All parts together. Raises `PartOutOfPlace` where some lack, and `PartsDiffer`."""
    rows = select(FilePart.content).where(_of(owner_id, whole)).order_by(FilePart.start_byte)
    raw = b"".join(await session.scalars(rows))
    if len(raw) < size:
        raise PartOutOfPlace(received_bytes=len(raw))
    if sha256(raw).hexdigest() != whole:
        await drop(session, owner_id, whole)
        raise PartsDiffer
    return raw


async def drop(session: AsyncSession, owner_id: UUID, whole: str) -> None:
    """Forget the parts of a photo."""
    await session.execute(delete(FilePart).where(_of(owner_id, whole)))


async def give_up(session: AsyncSession, now: datetime) -> None:
    """Daily: forget parts of photos that nobody went on with."""
    newest = func.max(FilePart.received_at)
    old = select(FilePart.owner_id, FilePart.sha256).group_by(FilePart.owner_id, FilePart.sha256)
    for owner_id, whole in await session.execute(old.having(newest < now - GIVEN_UP_AFTER)):
        await drop(session, owner_id, whole)
