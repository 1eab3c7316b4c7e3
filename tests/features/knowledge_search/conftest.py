import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.knowledge_search.desk import Desk


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)
