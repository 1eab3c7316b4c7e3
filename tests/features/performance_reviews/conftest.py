import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.performance_reviews.month import Months


@pytest.fixture
def months(client: AsyncClient, cast: Cast, session: AsyncSession) -> Months:
    return Months(client, cast, session)
