"""The code that somebody shows at a stall to pay from their card: for minutes, for once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.stall_sales.models import StallCode
from shequ_api.kit.errors import Absent
from shequ_api.kit.short_codes import ShortCodes

PURPOSE = "stall-codes"
CODE_LASTS = timedelta(minutes=3)


class StallCodeUnknown(Absent):
    """One answer for codes that are over, used, replaced, or were never shown."""

    code, title = "stall_code_unknown", "付款码无效或已过期，请居民刷新后再试"


async def show_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, *, now: datetime
) -> tuple[str, datetime]:
    """A fresh code of the actor and its end; the one before is no good any more."""
    code, until = codes.new(), now + CODE_LASTS
    fresh = {"code_kept": codes.kept(PURPOSE, code), "expires_at": until, "used_at": None}
    row = insert(StallCode).values(person_id=actor.person_id, **fresh)
    await session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=fresh))
    return code, until


async def spend_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, code: str, *, now: datetime
) -> UUID:
    """Whose code it is; it is used up. Wrong ones of whoever sells are counted."""
    found = select(StallCode).where(StallCode.code_kept == codes.kept(PURPOSE, code))
    shown = await session.scalar(found.with_for_update())
    if shown is None or shown.used_at is not None or now >= shown.expires_at:
        codes.wrong(PURPOSE, actor.person_id)
        raise StallCodeUnknown
    shown.used_at = now
    return shown.person_id
