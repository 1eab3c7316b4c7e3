"""Members of the cast as they move in, vouch, prove and act for each other, over HTTP."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.short_codes import ShortCodes
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests

API = "/api/v1"
EMPTY, OTHER_EMPTY = f"{HOME}-c1-b1-u1-d201", f"{HOME}-c1-b1-u1-d202"
"""Dwellings in the building of `resident` and `same_building`, where nobody lives."""
OWN = f"{HOME}-c1-b1-u1-d101"


class Known:
    """A register that knows who lives where: dwelling, name, number of a document or phone."""

    def __init__(self, *lines: tuple[UUID, str, str]) -> None:
        self.lines = set(lines)
        self.asked = 0

    async def matches(
        self,
        session: AsyncSession,
        dwelling_id: UUID,
        name: str,
        phone: str | None,
        id_number: str | None = None,
    ) -> bool:
        self.asked += 1
        return (dwelling_id, name, id_number or phone) in self.lines


class Street:
    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast
        self._dress: dict[str, dict[str, str]] = {}

    async def ask(
        self, who: str, method: str, path: str, body: Any = None, **headers: str
    ) -> Response:
        if who not in self._dress:
            self._dress[who] = await self.cast.headers(who)
        dress = self._dress[who] | {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.client.request(method, API + path, headers=dress, json=body)

    async def got(self, who: str, path: str) -> Any:
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def claim(
        self, who: str, dwelling: str = EMPTY, belonging: str = "tenant", **more: Any
    ) -> Response:
        body = {
            "dwelling_id": str(self.cast.places[dwelling]),
            "belonging": belonging,
            "starts_on": "2026-03-01",
            **more,
        }
        return await self.ask(who, "POST", "/me/residencies", body)

    async def claimed(self, who: str, dwelling: str = EMPTY, belonging: str = "tenant") -> str:
        """The id of a fresh claim."""
        answer = await self.claim(who, dwelling, belonging)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def settled(self, who: str, dwelling: str = EMPTY, belonging: str = "tenant") -> str:
        """The id of a residency that a grid worker verified at the door."""
        made = await self.claimed(who, dwelling, belonging)
        path = f"/residencies/{made}/verification"
        assert (await self.ask("micro_grid_worker", "PUT", path)).status_code == 200
        return made

    async def invited(self, who: str = "resident", dwelling: str = OWN) -> str:
        """The code of a fresh invitation."""
        body = {"dwelling_id": str(self.cast.places[dwelling])}
        answer = await self.ask(who, "POST", "/me/invitations", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])


def said(answer: Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@pytest.fixture(autouse=True)
def fresh_codes(parts: Parts) -> None:
    """Nobody has sent a wrong code yet."""
    parts.add(ShortCodes(os.urandom(32)))


@pytest.fixture
def street(client: AsyncClient, cast: Cast) -> Street:
    return Street(client, cast)


@pytest.fixture
def register(parts: Parts, cast: Cast) -> Iterator[Known]:
    """A register that knows the newcomer at an empty dwelling, by phone and by document."""
    matcher: Any = RegisterMatcher  # an interface
    own = parts.get(matcher)
    empty = cast.places[EMPTY]
    known = Known(
        (empty, "戊居民", "13900000005"),
        (empty, "戊居民", "11010119900307123X"),
    )
    parts.add(known, kind=RegisterMatcher)
    yield known
    parts.add(own, kind=RegisterMatcher)


@pytest.fixture
async def crowded(open_parts: Parts) -> AsyncIterator[Street]:
    """The same street, where requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Street(client, await Cast.found(open_parts))
