"""Codes of the cast's places."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.cast import HOME, Cast

API = "/api/v1"
COMPOUND = f"{HOME}-c1"
BUILDING = f"{COMPOUND}-b1"


class Office:
    """What the community does with codes, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self._client = client
        self._cast = cast

    async def get(self, who: str, path: str, **query: Any) -> Response:
        headers = await self._cast.headers(who)
        return await self._client.get(API + path, headers=headers, params=query)

    async def post(self, who: str, path: str, **body: Any) -> Response:
        headers = await self._cast.headers(who)
        return await self._client.post(API + path, headers=headers, json=body)

    async def put(self, who: str, path: str, **body: Any) -> Response:
        headers = await self._cast.headers(who)
        return await self._client.put(API + path, headers=headers, json=body)

    async def issue(self, place: str = BUILDING, who: str = "community_worker") -> Response:
        return await self.post(who, "/place-codes", place_id=str(self._cast.places[place]))

    async def code(self, place: str = BUILDING) -> dict[str, Any]:
        answer = await self.issue(place)
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    async def replace(self, code: dict[str, Any], who: str = "community_worker") -> Response:
        return await self.post(who, f"/place-codes/{code['id']}/replacement")

    async def revoke(self, code: dict[str, Any], reason: str = "码牌遗失") -> Response:
        path = f"/place-codes/{code['id']}/revocation"
        return await self.put("community_worker", path, reason=reason)

    async def scan(self, code: str, who: str | None = None, **more: Any) -> Response:
        headers = await self._cast.headers(who) if who else {}
        body = {"code": code, **more}
        return await self._client.post(f"{API}/scans", json=body, headers=headers)


@pytest.fixture
def office(client: AsyncClient, cast: Cast) -> Office:
    return Office(client, cast)
