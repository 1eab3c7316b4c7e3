"""How lives of cards are drawn, and who is there in all of them."""

from uuid import UUID

from hypothesis import HealthCheck, settings
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person


def so_many(lives: int, steps: int) -> settings:
    """Lives of so many steps each."""
    return settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


async def somebody(session: AsyncSession) -> UUID:
    """Anybody: who signs a policy."""
    found: UUID | None = await session.scalar(select(Person.id).limit(1))
    assert found is not None
    return found
