from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import settings_for_tests
from tests.features.ticket_substates.progress import Progress
from tests.features.tickets.conftest import TicketMaker, file_ticket, maker

__all__ = ["file_ticket"]


@pytest.fixture
def progress(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> Progress:
    """An office's words and its hands, over HTTP."""
    return Progress(client, cast, file_ticket)


@pytest.fixture
async def together(open_parts: Parts) -> AsyncIterator[Progress]:
    """The same where several act at once."""
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        cast = await Cast.found(open_parts)
        yield Progress(client, cast, maker(client, cast))
