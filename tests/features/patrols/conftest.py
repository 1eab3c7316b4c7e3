"""Workers in the field, on the shared connection and on many."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import settings_for_tests
from tests.features.patrols.field import Field


@pytest.fixture
def field(client: AsyncClient, cast: Cast) -> Field:
    return Field(client, cast)


@pytest.fixture
async def open_field(open_parts: Parts) -> AsyncIterator[Field]:
    """A field whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Field(client, await Cast.found(open_parts))
