"""Workers in the field."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.patrols.field import Field


@pytest.fixture
def field(client: AsyncClient, cast: Cast) -> Field:
    return Field(client, cast)
