"""A community that is drawn on the map, and those who report there."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from tests.base.places.drawing import EAST, NORTH, Board, polygon, ring
from tests.cast import HOME, NEIGHBOUR, Cast

API = "/api/v1"
METRE = 1 / 111_195
"""Degrees of latitude."""
AWAY = 0.05
"""Degrees: the neighbour community lies so far to the east."""


class Ground:
    """致强社区 around EAST, NORTH: m01 in the west, m02 in the east of it; 和美社区 far east."""

    def __init__(self, client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
        self.client, self.cast, self.session = client, cast, session
        self.board = Board(client, cast)

    async def draw(self) -> None:
        nowhere = {"longitude": None, "latitude": None, "coordinate_system": None}
        await self.session.execute(update(Place).values(nowhere))
        await self.session.commit()
        for code, who, shape in (
            (HOME, "community_worker", polygon(ring(0.01))),
            (NEIGHBOUR, "far_community_worker", polygon(ring(0.01, EAST + AWAY))),
            (f"{HOME}-m01", "community_worker", polygon(ring(0.002, EAST - 0.002))),
            (f"{HOME}-m02", "community_worker", polygon(ring(0.002, EAST + 0.002))),
        ):
            answer = await self.board.draw(code, shape, who)
            assert answer.status_code == 200, answer.text

    async def put(self, code: str, east: float, north: float) -> None:
        """Say where a place is."""
        where = {"longitude": east, "latitude": north, "coordinate_system": "WGS-84"}
        there = update(Place).where(Place.id == self.cast.places[code])
        await self.session.execute(there.values(where))
        await self.session.commit()

    def id(self, code: str) -> str:
        return str(self.cast.places[code])

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(who)
        return await self.client.request(method, API + path, headers=headers, **more)

    async def file(self, who: str = "resident", **draft: Any) -> Response:
        body = {"service_code": "public_facility", "text": "路灯不亮", **draft}
        return await self.ask(who, "POST", "/tickets", json=body)

    async def filed(self, who: str = "resident", **draft: Any) -> dict[str, Any]:
        answer = await self.file(who, **draft)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def attribution(self, ticket: dict[str, Any], who: str = "resident") -> dict[str, Any]:
        answer = await self.ask(who, "GET", f"/tickets/{ticket['id']}/attribution")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def rule(
        self, ticket: dict[str, Any], code: str, who: str = "community_worker", **more: Any
    ) -> Response:
        body = {"place_id": self.id(code), "reason": "现场看过", **more}
        return await self.ask(who, "PUT", f"/tickets/{ticket['id']}/place", json=body)

    async def listed(self, who: str, view: str) -> list[str]:
        answer = await self.ask(who, "GET", "/tickets", params={"view": view})
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]


def at(east: float = EAST, north: float = NORTH, **more: Any) -> dict[str, Any]:
    return {"longitude": east, "latitude": north, **more}


def code_of(ground: Ground, place_id: UUID | str | None) -> str | None:
    """The code of a place or grid of the cast."""
    names = {str(value): key for key, value in ground.cast.places.items()}
    return names[str(place_id)] if place_id else None
