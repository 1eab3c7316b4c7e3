from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.performance_reviews.month import Months
from tests.features.register_answers.conftest import Listening


@pytest.fixture
def months(client: AsyncClient, cast: Cast, session: AsyncSession) -> Months:
    return Months(client, cast, session)


@pytest.fixture
def listening(client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]]) -> Listening:
    return Listening(client, cast, work)
