"""Those who find hazards, put them right, and look again."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.hazards.rounds import Rounds


@pytest.fixture
def rounds(client: AsyncClient, cast: Cast) -> Rounds:
    return Rounds(client, cast)


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Parts whose transactions are real, on a database of their own."""
    addresses = clone(server, template, f"shequ_hazards_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await close_parts(parts)


@pytest.fixture
async def open_rounds(open_parts: Parts) -> AsyncIterator[Rounds]:
    """Those whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Rounds(client, await Cast.found(open_parts))
