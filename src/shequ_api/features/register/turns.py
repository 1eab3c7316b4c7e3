"""Turns: one at a time for a thing that has no row to lock yet."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def take_turn(session: AsyncSession, thing_id: UUID) -> None:
    """Wait until nobody else's transaction holds this thing; it is ours until ours ends.

    Statements after this one see what the one before has committed.
    """
    turn = func.hashtextextended(f"register:{thing_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))
