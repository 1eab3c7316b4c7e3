import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.need_pools.circle import Circle


@pytest.fixture
async def circle(client: AsyncClient, cast: Cast, session: AsyncSession) -> Circle:
    return Circle(client, cast, session)
