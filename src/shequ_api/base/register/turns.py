"""Turns: one at a time for a thing that has no row to lock yet."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

AT_ONCE = 1_000


async def take_turn(session: AsyncSession, thing_id: UUID) -> None:
    """Wait until nobody else's transaction holds this thing; it is ours until ours ends.

    Statements after this one see what the one before has committed.
    """
    turn = func.hashtextextended(f"register:{thing_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


async def take_turns(session: AsyncSession, thing_ids: Sequence[UUID]) -> None:
    """Wait for many things, in the order of their ids, as whoever takes several does."""
    ids = sorted(thing_ids)
    for start in range(0, len(ids), AT_ONCE):
        texts = [str(thing_id) for thing_id in ids[start : start + AT_ONCE]]
        thing = func.unnest(bindparam("things", texts, ARRAY(Text))).column_valued("thing")
        turn = func.hashtextextended(func.concat("register:", thing), 0)
        await session.execute(select(func.pg_advisory_xact_lock(turn)))
