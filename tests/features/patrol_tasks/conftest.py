"""Those who plan, and those who walk."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.patrol_plans.planned import Plans


@pytest.fixture
def plans(client: AsyncClient, cast: Cast) -> Plans:
    return Plans(client, cast)
