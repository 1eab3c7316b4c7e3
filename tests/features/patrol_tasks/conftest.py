"""Those who plan, and those who walk."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from shequ_api.app import close_parts, gather_parts
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.patrol_plans.planned import Plans


@pytest.fixture
def plans(client: AsyncClient, cast: Cast) -> Plans:
    return Plans(client, cast)


@pytest.fixture(scope="module")
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Parts whose transactions are real, on a database of their own."""
    addresses = clone(server, template, f"shequ_patrol_tasks_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await close_parts(parts)
