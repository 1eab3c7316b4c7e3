"""People at the doors of the cast's dwellings."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.cast import HOME, NEIGHBOUR, Cast

API = "/api/v1"
HOUSE = f"{HOME}-c1-b1-u1-d101"
NEXT_DOOR = f"{HOME}-c1-b1-u1-d102"
OTHER_GRID = f"{HOME}-c1-b2-u1-d101"
FAR = f"{NEIGHBOUR}-c1-b1-u1-d101"
ID_NUMBER = "11010519491231002X"
PHONE = "13800138000"
NAME = "欧阳小梅"


class Doorstep:
    """Members of the cast with the register in hand, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast
        self._headers: dict[str, dict[str, str]] = {}

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        if who not in self._headers:
            self._headers[who] = await self.cast.headers(who)
        return await self.client.request(method, API + path, headers=self._headers[who], **more)

    async def did(self, who: str, method: str, path: str, **body: Any) -> Any:
        answer = await self.ask(who, method, path, json=body or None)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    async def got(self, who: str, path: str, **query: Any) -> Any:
        answer = await self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def enter(
        self, who: str = "micro_grid_worker", dwelling: str = HOUSE, **more: Any
    ) -> dict[str, Any]:
        entry: dict[str, Any] = await self.did(
            who, "POST", f"/register/dwellings/{self.place(dwelling)}/people", **draft(**more)
        )
        return entry

    async def search(self, who: str, **by: str) -> list[dict[str, Any]]:
        answer = await self.did(who, "POST", "/register/people/searches", **by)
        found: list[dict[str, Any]] = answer["found"]
        return found

    def place(self, code: str) -> str:
        return str(self.cast.places[code])


def draft(**more: Any) -> dict[str, Any]:
    body = {"name": NAME, "phone": PHONE, "belonging": "tenant", "starts_on": "2026-03-01"}
    return {key: value for key, value in {**body, **more}.items() if value is not None}


@pytest.fixture
def door(client: AsyncClient, cast: Cast) -> Doorstep:
    return Doorstep(client, cast)
