"""Those who decide about hazards."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.hazards.rounds import Rounds


@pytest.fixture
def rounds(client: AsyncClient, cast: Cast) -> Rounds:
    return Rounds(client, cast)
