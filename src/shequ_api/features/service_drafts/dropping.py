"""Taking drafts away: handed in, discarded, or left alone for too long."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, not_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import erase_photos
from shequ_api.base.files.models import File
from shequ_api.base.registry import Registry
from shequ_api.features.service_drafts.models import DraftPhoto, ServiceDraft
from shequ_api.kit.repointing import QUIET


async def remove(session: AsyncSession, drafts: Sequence[ServiceDraft]) -> list[UUID]:
    """Take drafts away; gives their photos, which whoever calls keeps or lets go."""
    ids = [draft.id for draft in drafts]
    theirs = delete(DraftPhoto).where(DraftPhoto.draft_id.in_(ids)).returning(DraftPhoto.file_id)
    photos = list(await session.scalars(theirs, execution_options=QUIET))
    for draft in drafts:
        await session.delete(draft)
    await session.flush()
    return photos


async def drop(session: AsyncSession, drafts: Sequence[ServiceDraft], *, now: datetime) -> None:
    """Nobody goes on with them: the photos go too, unless something else shows them."""
    await let_go(session, await remove(session, drafts), now=now)


async def let_go(session: AsyncSession, photos: Sequence[UUID], *, now: datetime) -> None:
    """Photos that were taken off go, unless something shows them still."""
    registry: Registry = session.info["registry"]
    shown = or_(*(hold.shown for hold in registry.photo_holds))
    if photos:
        await erase_photos(session, File.id.in_(photos) & not_(shown), now=now)
