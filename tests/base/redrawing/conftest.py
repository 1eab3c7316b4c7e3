"""An office in which people of the cast change the trees over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from tests.cast import HOME, Cast

API = "/api/v1"
COMPOUND, OTHER_COMPOUND = f"{HOME}-c1", f"{HOME}-c2"
BUILDING, OTHER_BUILDING = f"{COMPOUND}-b1", f"{COMPOUND}-b2"
DOORS = [f"{BUILDING}-u1-d{number}" for number in (101, 102, 201, 202)]
GRID, NEXT_GRID, FAR_GRID = (f"{HOME}-m0{number}" for number in (1, 2, 3))
WHY = "网格重新划分"
TIMES = 5
"""So often whoever is told to come again does."""


class Office:
    """Asks as somebody of the cast; places and grids are named by their codes."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self._client, self.cast = client, cast
        self._headers: dict[str, dict[str, str]] = {}

    def id(self, code: str) -> str:
        return str(self.cast.places[code])

    async def ask(self, who: str, method: str, path: str, body: Any = None) -> Response:
        if who not in self._headers:
            self._headers[who] = await self.cast.headers(who)
        headers = self._headers[who]
        for _ in range(TIMES):
            answer = await self._client.request(method, API + path, json=body, headers=headers)
            # Behind a change of the trees a slow machine waits for longer than a lock may.
            if answer.status_code != 503 or "Retry-After" not in answer.headers:
                break
        return answer

    async def got(self, who: str, path: str) -> Any:
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def move(self, who: str, code: str, parent: str, **more: Any) -> Response:
        body = {"parent_id": self.id(parent), "reason": WHY, **more}
        return await self.ask(who, "PUT", f"/places/{self.id(code)}/parent", body)

    async def split(self, who: str, code: str, *parts: dict[str, Any], **more: Any) -> Response:
        body = {"parts": list(parts), "reason": WHY, **more}
        return await self.ask(who, "POST", f"/grids/{self.id(code)}/split", body)

    def part(self, name: str, *codes: str, postings: list[str] | None = None) -> dict[str, Any]:
        ids = [self.id(code) for code in codes]
        return {"name": name, "place_ids": ids, "posting_ids": postings or []}

    async def merge(self, who: str, *codes: str, **more: Any) -> Response:
        ids = [self.id(code) for code in codes]
        body = {"grid_ids": ids, "name": "合并微网格", "reason": WHY, **more}
        return await self.ask(who, "POST", "/grids/merges", body)

    async def ticket(self, code: str) -> UUID:
        """A ticket of the resident's at a place."""
        body = {"service_code": "environment", "text": "灯坏了", "place_id": self.id(code)}
        answer = await self.ask("resident", "POST", "/tickets", body)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    async def sees(self, who: str) -> set[UUID]:
        """The tickets in somebody's scope."""
        found = await self.got(who, "/tickets?view=scope&limit=100")
        return {UUID(line["id"]) for line in found["items"]}

    async def posting_of(self, who: str) -> str:
        """The posting of a member, as the community's staff sees it."""
        found = await self.got("community_worker", "/postings?limit=100")
        person = str(self.cast.people[who])
        return next(str(one["id"]) for one in found["items"] if one["person_id"] == person)


@pytest.fixture
def office(client: AsyncClient, cast: Cast) -> Office:
    return Office(client, cast)


async def placed(session: AsyncSession, cast: Cast, code: str) -> Place:
    """A place as it stands in the database."""
    return await session.get_one(Place, cast.places[code], populate_existing=True)
