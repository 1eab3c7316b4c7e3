"""Squares on the map, and those who draw them."""

from typing import Any

from httpx import AsyncClient, Response

from tests.cast import Cast

API = "/api/v1"
EAST, NORTH = 104.128, 30.702
"""Where the cast's compounds lie."""


def ring(size: float, east: float = EAST, north: float = NORTH) -> list[list[float]]:
    """A closed square of 2 × `size` degrees around a point."""
    signs = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[east + size * x, north + size * y] for x, y in signs]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def drawn(geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"geometry": geometry, "source": "2026 年网格划分图", **more}


class Board:
    """Members of the cast who draw and look."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast

    def path(self, code: str) -> str:
        """Of a place, or of a grid (whose last label begins with a letter for its kind)."""
        kind = "grids" if code.rsplit("-", 1)[-1][:1] in "zgms" else "places"
        return f"{API}/{kind}/{self.cast.places[code]}/boundary"

    async def draw(
        self, code: str, geometry: dict[str, Any], who: str = "community_worker", **more: Any
    ) -> Response:
        headers = await self.cast.headers(who)
        body = drawn(geometry, **more)
        return await self.client.put(self.path(code), json=body, headers=headers)

    async def look(self, path: str, who: str = "resident", **query: Any) -> Response:
        headers = await self.cast.headers(who)
        return await self.client.get(path, params=query, headers=headers)

    async def point(self, east: float, north: float, **query: Any) -> dict[str, Any]:
        """The attribution of a point."""
        query = {"longitude": east, "latitude": north, **query}
        answer = await self.look(f"{API}/attributions", **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
