import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.conftest import TicketMaker, file_ticket

__all__ = ["file_ticket"]


@pytest.fixture
def talk(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> Talk:
    return Talk(client, cast, file_ticket)
