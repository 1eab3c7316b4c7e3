"""Catalogues of the cast's community, and of the places above it."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from tests.cast import HOME, Cast

API = "/api/v1"
DISTRICT, SUBDISTRICT = "district", "subdistrict"
BUILDING = f"{HOME}-c1-b1"
ENTRY: dict[str, Any] = {
    "key": "lights",
    "head": "handle",
    "title": "路灯报修",
    "action": "tickets.report",
    "parameters": {"service_code": "environment"},
    "position": 10,
    "hint": None,
    "icon": None,
    "audience": ["stranger", "resident", "worker"],
    "roles": [],
    "identity_level": 0,
    "hours": None,
    "starts_on": None,
    "ends_on": None,
}
NOTHING: dict[str, Any] = {"inherits": True, "hidden": [], "entries": []}
WRITERS = {
    DISTRICT: "district_administrator",
    SUBDISTRICT: "subdistrict_administrator",
    HOME: "community_worker",
}


class Press:
    """Who writes and publishes catalogues, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast, places: dict[str, UUID]) -> None:
        self.client, self.cast, self.places = client, cast, places

    async def ask(
        self, who: str, method: str, path: str, *, etag: str | None = None, **more: Any
    ) -> Response:
        headers = await self.cast.headers(who)
        headers |= {"If-Match": etag} if etag else {}
        return await self.client.request(method, API + path, headers=headers, **more)

    def path(self, place: str = HOME, rest: str = "") -> str:
        return f"/places/{self.places[place]}/five-code-catalogue{rest}"

    async def draft(
        self, *entries: dict[str, Any], place: str = HOME, who: str = "", **content: Any
    ) -> Response:
        """Over whatever draft there is."""
        by = who or WRITERS[place]
        etag = (await self.ask(by, "GET", self.path(place))).headers["etag"]
        body = {**NOTHING, "entries": list(entries), **content}
        return await self.ask(by, "PUT", self.path(place), etag=etag, json=body)

    async def publish(self, place: str = HOME, who: str = "") -> Response:
        """Whatever is drafted."""
        by = who or WRITERS[place]
        etag = (await self.ask(by, "GET", self.path(place))).headers["etag"]
        return await self.ask(by, "POST", self.path(place, "/publication"), etag=etag)

    async def put_out(
        self, *entries: dict[str, Any], place: str = HOME, **content: Any
    ) -> dict[str, Any]:
        """Draft and publish."""
        drafted = await self.draft(*entries, place=place, **content)
        assert drafted.status_code == 200, drafted.text
        published = await self.publish(place)
        assert published.status_code == 200, published.text
        return dict(published.json())

    async def door(self, who: str, place: str = BUILDING) -> dict[str, list[dict[str, Any]]]:
        """Head → entries, as somebody sees them."""
        path = f"/places/{self.places[place]}/five-codes"
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return {head["key"]: head["actions"] for head in answer.json()["heads"]}

    async def keys(self, who: str, head: str = "handle", place: str = BUILDING) -> list[str]:
        return [entry["key"] for entry in (await self.door(who, place))[head]]


@pytest.fixture
async def press(client: AsyncClient, cast: Cast, session: AsyncSession) -> Press:
    home = await session.get_one(Place, cast.places[HOME])
    assert home.district_id and home.subdistrict_id
    found = {DISTRICT: home.district_id, SUBDISTRICT: home.subdistrict_id}
    return Press(client, cast, dict(cast.places) | found)
