"""Proofs and mandates that are long over: proofs go, mandates keep that there was one."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, false, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import erase_photos
from shequ_api.base.files.models import File
from shequ_api.base.identity.models import EvidenceKind, IdentityProof, Mandate
from shequ_api.base.identity.photo_holds import PHOTO_HOLDS
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import china_date

EXPIRED = "（已到期）"


async def drop_proofs(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Proofs that count no more since then."""
    over = func.coalesce(IdentityProof.revoked_at, IdentityProof.expires_at) <= now - kept
    ids = list(await session.scalars(select(IdentityProof.id).where(over).limit(most)))
    await session.execute(delete(IdentityProof).where(IdentityProof.id.in_(ids)))
    return len(ids)


async def drop_evidence(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """The signed paper and what was noted, of mandates that ended so long ago."""
    revoked = func.coalesce(Mandate.revoked_at <= now - kept, false())
    ended = or_(revoked, Mandate.ends_on <= china_date(now - kept))
    said = Mandate.note.is_not(None) & (Mandate.note != EXPIRED)
    noted = list(await session.scalars(select(Mandate.id).where(ended, said).limit(most)))
    by_word = Mandate.evidence_kind == EvidenceKind.COUNTER
    silent = update(Mandate).where(Mandate.id.in_(noted))
    await session.execute(silent.values(note=case((by_word, EXPIRED), else_=None)))
    papers = File.id.in_(select(Mandate.file_id).where(ended))
    in_force = File.id.in_(select(Mandate.file_id).where(~ended, Mandate.file_id.is_not(None)))
    registry: Registry = session.info["registry"]
    shown = [
        hold.shown
        for module in registry.modules
        if module.photo_holds is not PHOTO_HOLDS
        for hold in module.photo_holds
    ]
    free = papers & ~in_force & not_(or_(false(), *shown))
    return len(noted) + await erase_photos(session, free, now=now, most=most)
