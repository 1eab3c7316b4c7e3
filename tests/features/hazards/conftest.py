"""Those who find hazards, put them right, and look again."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.hazards.rounds import Rounds


@pytest.fixture
def rounds(client: AsyncClient, cast: Cast) -> Rounds:
    return Rounds(client, cast)


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Of one test each: what it counts is all there is."""
    async with opened(server, template, "hazards") as parts:
        yield parts


@pytest.fixture
async def open_rounds(open_parts: Parts) -> AsyncIterator[Rounds]:
    """Those whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Rounds(client, await Cast.found(open_parts))
