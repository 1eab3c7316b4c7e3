"""Free text in append-only tables: it goes when its author is forgotten, and nothing else does.

The migrations install `shequ_forget_words` (owned by the owner, callable by the app role) and, at
the tables that it knows, triggers that let those words become "（已注销）" and refuse all else.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.model import Base

FORGOTTEN = "（已注销）"


async def forget_words(session: AsyncSession, model: type[Base], person_id: UUID) -> None:
    """What a person wrote into the rows of an append-only table reads "（已注销）" from now on."""
    await session.execute(select(func.shequ_forget_words(model.__tablename__, person_id)))
