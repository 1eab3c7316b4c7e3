import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.mall.stall import Stall


@pytest.fixture
async def stall(client: AsyncClient, cast: Cast, session: AsyncSession) -> Stall:
    """Of a partner that trades."""
    stall = Stall(client, cast, session)
    await stall.active()
    return stall
