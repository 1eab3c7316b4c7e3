import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.open_affairs.board import Board


@pytest.fixture
def board(client: AsyncClient, cast: Cast) -> Board:
    return Board(client, cast)
