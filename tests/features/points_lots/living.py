"""Who is there in all lives of cards."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person


async def somebody(session: AsyncSession) -> UUID:
    """Anybody: who signs a policy."""
    found: UUID | None = await session.scalar(select(Person.id).limit(1))
    assert found is not None
    return found
