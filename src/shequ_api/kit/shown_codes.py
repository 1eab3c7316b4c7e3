"""Codes that somebody shows to whoever stands before them: for minutes, for once.

Each person has one at most of a kind; a fresh one takes the place of the one before. Who reads a
wrong one is counted by the caller, as `ShortCodes.wrong` says.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.short_codes import ShortCodes


class ShownCode:
    """Mixin: the columns of a kind of codes."""

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    code_kept: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


Kind = TypeVar("Kind", bound=ShownCode)


async def show_anew(
    session: AsyncSession,
    kind: type[ShownCode],
    codes: ShortCodes,
    *,
    purpose: str,
    person_id: UUID,
    lasts: timedelta,
    now: datetime,
    **about: Any,
) -> tuple[str, datetime]:
    """A fresh code of somebody and its end; the one before is no good any more."""
    code, until = codes.new(), now + lasts
    fresh = {"code_kept": codes.kept(purpose, code), "expires_at": until, "used_at": None, **about}
    row = insert(kind).values(person_id=person_id, **fresh)
    await session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=fresh))
    return code, until


async def use_up(
    session: AsyncSession,
    kind: type[Kind],
    codes: ShortCodes,
    code: str,
    *,
    purpose: str,
    now: datetime,
) -> Kind | None:
    """The code that was shown, used up by this; None where it is over, used, replaced, or was
    never shown. Locked: of two who read one code, one has it."""
    found = select(kind).where(kind.code_kept == codes.kept(purpose, code))
    shown: Kind | None = await session.scalar(found.with_for_update())
    if shown is None or shown.used_at is not None or now >= shown.expires_at:
        return None
    shown.used_at = now
    return shown
