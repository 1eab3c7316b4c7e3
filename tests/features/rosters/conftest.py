import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.rosters.hall import Hall


@pytest.fixture
def hall(client: AsyncClient, cast: Cast) -> Hall:
    return Hall(client, cast)
