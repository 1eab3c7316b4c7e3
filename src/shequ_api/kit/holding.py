"""Asking whether something is still so, such that the answer stays true until the transaction ends.

Reactions of different names may overtake one another: whoever tells people that something waits
asks here first whether it does, and whoever ends it comes after, or has come before.
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession


async def is_so(
    session: AsyncSession, condition: ColumnElement[bool], *this: ColumnElement[bool]
) -> bool:
    """Whether the row found by `this` meets a condition. Found by its key alone, so that it is held
    (FOR SHARE) whatever the answer; without a row it does not."""
    asked = select(condition).where(*this).with_for_update(read=True)
    return bool(await session.scalar(asked))
