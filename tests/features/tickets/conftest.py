from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient

from tests.cast import HOME, Cast

TicketMaker = Callable[..., Awaitable[dict[str, Any]]]
BUILDING = f"{HOME}-c1-b1"


@pytest.fixture
def file_ticket(client: AsyncClient, cast: Cast) -> TicketMaker:
    """Files a ticket of a member's over HTTP."""
    return maker(client, cast)


def maker(client: AsyncClient, cast: Cast) -> TicketMaker:
    """The same for other clients."""

    async def make(
        by: str = "resident", headers: dict[str, str] | None = None, **draft: Any
    ) -> dict[str, Any]:
        body = {
            "service_code": "environment",
            "text": "楼道堆了垃圾",
            "place_id": str(cast.places[BUILDING]),
            **draft,
        }
        who = await cast.headers(by) | (headers or {})
        answer = await client.post("/api/v1/tickets", json=body, headers=who)
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        return ticket

    return make
