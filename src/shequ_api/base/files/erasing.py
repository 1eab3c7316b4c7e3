"""Erasing files, of which photos stand for all: the content goes for good, the row stays for the
records that name it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, false, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.events.facts import record
from shequ_api.base.files.events import PhotoErased
from shequ_api.base.files.models import File
from shequ_api.base.files.renditions import drop_renditions
from shequ_api.base.files.storage import Storage
from shequ_api.base.files.taking_in import DROPPED, take_turn
from shequ_api.base.registry import Registry
from shequ_api.kit.http.parts import Parts


async def erase_photos(
    session: AsyncSession, which: ColumnElement[bool], *, now: datetime, most: int | None = None
) -> int:
    """Show these to nobody from now on; a job takes the content out of the storage. How many."""
    whole = select(File).where(which, File.erased_at.is_(None)).order_by(File.received_at)
    photos = list(await session.scalars(whole.limit(most).with_for_update(of=File)))
    for photo in photos:
        photo.erased_at, photo.taken_at, photo.likeness, photo.title = now, None, None, None
        # The place of the same photo is free: whoever hands it in again hands in another.
        photo.original_sha256 = f"erased:{photo.id}"
        record(session, PhotoErased(subject_id=photo.id), now=now)
    await session.flush()
    return len(photos)


async def drop_content(session: AsyncSession, fact: PhotoErased, _: datetime) -> None:
    """Delete the bytes, unless somebody else handed in the same photo and has it still."""
    photo = await session.get_one(File, fact.subject_id)
    await take_turn(session, photo.sha256)
    other = aliased(File)
    still = exists().where(other.sha256 == photo.sha256, other.erased_at.is_(None))
    parts: Parts = session.info["parts"]
    if not await session.scalar(select(still)):
        await parts.get(Storage).drop(photo.sha256)
    await drop_renditions(session, parts.get(Storage), photo.id)
    photo.sha256 = f"{DROPPED}{photo.sha256}"


def on_duty(registry: Registry) -> ColumnElement[bool]:
    """Whether a photo was taken for work: evidence, which outlasts who took it."""
    return or_(false(), *(hold.on_duty for hold in registry.photo_holds))


LOOKED_AT = timedelta(days=3)
"""Each photo is looked at on the days on which it comes of age, and never again."""
A_LOT = 500


async def expire_unused(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Photos that were handed in and put on no record; looked at lot by lot."""
    registry: Registry = session.info["registry"]
    shown = or_(false(), *(hold.shown for hold in registry.photo_holds))
    of_age = (File.received_at <= now - kept, File.received_at > now - kept - LOOKED_AT)
    unlooked = select(File.id).where(*of_age, File.erased_at.is_(None)).order_by(File.id)
    gone, lot = 0, list(await session.scalars(unlooked.limit(A_LOT)))
    while lot and gone < most:
        gone += await erase_photos(session, File.id.in_(lot) & not_(shown), now=now)
        lot = list(await session.scalars(unlooked.where(File.id > lot[-1]).limit(A_LOT)))
    return gone
