import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.ticket_intake.ground import Ground


@pytest.fixture
async def ground(client: AsyncClient, cast: Cast, session: AsyncSession) -> Ground:
    drawn = Ground(client, cast, session)
    await drawn.draw()
    return drawn
