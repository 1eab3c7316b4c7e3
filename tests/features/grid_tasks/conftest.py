"""Departments that give work to whole grids, and those who do it."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.grid_tasks.whole import Whole


@pytest.fixture
def whole(client: AsyncClient, cast: Cast) -> Whole:
    return Whole(client, cast)


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Of one test each."""
    async with opened(server, template, "grid_tasks") as parts:
        yield parts


@pytest.fixture
async def open_whole(open_parts: Parts) -> AsyncIterator[Whole]:
    """Those whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Whole(client, await Cast.found(open_parts))
