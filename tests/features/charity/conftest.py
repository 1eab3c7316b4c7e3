"""The application on a database of its own, where requests commit side by side."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import settings_for_tests


@pytest.fixture
async def crowd(open_parts: Parts) -> AsyncIterator[AsyncClient]:
    """A client of an application with a pool of connections."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def crowd_cast(open_parts: Parts) -> Cast:
    return await Cast.found(open_parts)
