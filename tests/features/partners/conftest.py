import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.partners.alliance import Alliance


@pytest.fixture
def alliance(client: AsyncClient, cast: Cast, session: AsyncSession) -> Alliance:
    return Alliance(client, cast, session)
