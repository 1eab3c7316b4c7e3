from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from shequ_api.base.rights.searching import Searches
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.tickets.conftest import file_ticket

__all__ = ["file_ticket"]


class Search:
    """Searches as members of the cast."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, by: str, how: str, body: dict[str, Any], **params: Any) -> Response:
        path = f"/api/v1/ticket-searches/by-{how}"
        headers = await self.cast.headers(by)
        return await self.client.post(path, json=body, headers=headers, params=params)

    async def found(self, by: str, how: str, body: dict[str, Any], **params: Any) -> list[str]:
        """The ids."""
        answer = await self.ask(by, how, body, **params)
        assert answer.status_code == 200, answer.text
        return [line["id"] for line in answer.json()["items"]]

    async def text(self, by: str, text: str, **params: Any) -> list[str]:
        return await self.found(by, "text", {"text": text}, **params)


@pytest.fixture
def search(client: AsyncClient, cast: Cast) -> Search:
    return Search(client, cast)


@pytest.fixture(autouse=True)
def fresh_counts(parts: Parts) -> Iterator[None]:
    """Nobody has searched yet."""
    kept = parts.get(Searches)
    parts.add(Searches())
    yield
    parts.add(kept)
