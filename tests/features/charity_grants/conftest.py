from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity.models import Pool
from tests.cast import Cast
from tests.features.charity_grants.aid import Aid


@pytest.fixture
async def aid(client: AsyncClient, cast: Cast) -> AsyncIterator[Aid]:
    yield Aid(client, cast)


@pytest.fixture
async def pool(aid: Aid, session: AsyncSession) -> Pool:
    """The general pool, with a hundred points in it."""
    return await aid.pool(session, 100)
