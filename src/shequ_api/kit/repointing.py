"""Repointing: what pointed at one row points at another from now on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

QUIET = {"synchronize_session": False}
"""For statements past the session's own rows."""


async def repoint(session: AsyncSession, columns: Iterable[Any], *, old: UUID, new: UUID) -> None:
    """Let each column that says `old` say `new`: one statement a column. A row that would then
    stand twice breaks its constraint: remove it first."""
    for column in columns:
        pointing = update(column.class_).where(column == old).values({column: new})
        await session.execute(pointing, execution_options=QUIET)
