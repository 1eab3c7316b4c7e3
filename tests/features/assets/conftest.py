"""The yard, in one transaction, and on a database of its own."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.kit.embedded import Embedded
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.assets.yard import Yard


@pytest.fixture
def yard(client: AsyncClient, cast: Cast) -> Yard:
    return Yard(client, cast)


@pytest.fixture
async def busy_yard(server: Embedded, template: str) -> AsyncIterator[Yard]:
    """Where requests commit side by side."""
    addresses = clone(server, template, f"shequ_assets_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    app = create_app(settings_for_tests(), parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Yard(client, await Cast.found(parts))
    await close_parts(parts)
