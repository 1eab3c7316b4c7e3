"""Taking in: a file's bytes into the storage, and its row, so that neither is without the other.

No transaction is open while the storage works. So what is being stored may be dropped before its
row stands, where the same bytes were handed in by somebody else and are erased in that moment.
Whoever stores and whoever drops take turns at the same bytes, and each drop leaves a trace: where
one was left meanwhile, the bytes are stored again.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.documents import Document
from shequ_api.base.files.models import File
from shequ_api.base.files.owners import keep_sealed, sealed_photo, unlike
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.service import keep_document, keep_photo, keep_voice
from shequ_api.base.files.storage import Storage
from shequ_api.base.files.voices import Voice
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.witness import leave_unsigned

DROPPED = "dropped:"
"""Before the hash of bytes that are gone, in the rows of those who had handed them in."""


async def take_in(
    exchange: Exchange, storage: Storage, owner_id: UUID, photo: Photo, *, now: datetime
) -> File:
    """The row of a photo whose bytes are stored. Call it before the first write."""
    await store(exchange, storage, photo.sha256, photo.content)
    return await keep_photo(exchange.session, owner_id, photo, now=now)


async def take_in_sealed(
    exchange: Exchange, storage: Storage, person_id: UUID, photo: Photo, *, now: datetime
) -> File:
    """The same, of a photo that is to name nobody; nor does the log say who handed it in."""
    leave_unsigned(exchange.session)
    before = await sealed_photo(exchange.session, person_id, photo)
    if before is not None:
        return before
    made = unlike(photo)
    await store(exchange, storage, made.sha256, made.content)
    return await keep_sealed(exchange.session, person_id, made, now=now)


async def take_in_voice(
    exchange: Exchange, storage: Storage, owner_id: UUID, voice: Voice, *, now: datetime
) -> File:
    """The row of a spoken message whose bytes are stored. Call it before the first write."""
    await store(exchange, storage, voice.sha256, voice.content)
    return await keep_voice(exchange.session, owner_id, voice, now=now)


async def take_in_document(
    exchange: Exchange, storage: Storage, owner_id: UUID, document: Document, *, now: datetime
) -> File:
    """The row of a document whose bytes are stored. Call it before the first write."""
    await store(exchange, storage, document.sha256, document.content)
    return await keep_document(exchange.session, owner_id, document, now=now)


async def store(exchange: Exchange, storage: Storage, sha256: str, content: bytes) -> None:
    """Put bytes into the storage; until the transaction ends nobody drops them."""
    session = exchange.session
    while True:
        drops = await drops_of(session, sha256)
        await exchange.release()
        await storage.put(sha256, content)
        await take_turn(session, sha256)
        if await drops_of(session, sha256) == drops:
            return


async def take_turn(session: AsyncSession, sha256: str) -> None:
    """Wait for whoever stores or drops these bytes; they are ours until the transaction ends."""
    turn = func.hashtextextended(f"files/{sha256}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


async def drops_of(session: AsyncSession, sha256: str) -> int:
    """How often these bytes were dropped."""
    dropped = select(func.count()).where(File.sha256 == f"{DROPPED}{sha256}")
    return (await session.execute(dropped)).scalar_one()
