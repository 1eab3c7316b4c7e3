"""Those who arrange visits, and those who come along."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.visits.arranged import Arranged


@pytest.fixture
def visits(client: AsyncClient, cast: Cast) -> Arranged:
    return Arranged(client, cast)
