import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.service_applications.counter import Counter


@pytest.fixture
def counter(client: AsyncClient, cast: Cast, session: AsyncSession) -> Counter:
    return Counter(client, cast, session)
