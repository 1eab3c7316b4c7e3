import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.appointments.hall import Hall


@pytest.fixture
async def hall(client: AsyncClient, cast: Cast) -> Hall:
    return Hall(client, cast)
