"""Workers of a dedicated grid: a mall, a school. Their scope is the one place that it has."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.vacancies import note_vacancies
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, Cast

API = "/api/v1"
MALL, SCHOOL = f"{HOME}-c1-b2", f"{HOME}-c2"
WORKER = "newcomer"


class Mall:
    """A dedicated grid, and what the community worker does with it."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self._client, self._cast = client, cast
        self.id = ""

    async def ask(self, who: str, method: str, path: str, **body: Any) -> Any:
        headers = await self._cast.headers(who)
        answer = await self._client.request(method, API + path, json=body or None, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def draw(self) -> None:
        draft = {
            "community_id": str(self._cast.places[HOME]),
            "kind": "dedicated_grid",
            "name": "商场专属网格",
        }
        self.id = (await self.ask("community_worker", "POST", "/grids", **draft))["id"]

    async def give(self, *codes: str) -> None:
        ids = [str(self._cast.places[code]) for code in codes]
        await self.ask("community_worker", "PUT", f"/grids/{self.id}/places", place_ids=ids)

    async def staff(self) -> None:
        posting = {
            "phone": "13900000005",
            "role": "micro_grid_worker",
            "grid_id": self.id,
            "starts_on": china_date(utc_now()).isoformat(),
        }
        await self.ask("community_worker", "POST", "/postings", **posting)

    async def seen(self) -> set[str]:
        """What the tickets say that the worker sees."""
        page = await self.ask(WORKER, "GET", "/tickets?view=scope")
        return {line["text"] for line in page["items"]}


async def test_their_scope_is_the_place_of_their_grid(client: AsyncClient, cast: Cast) -> None:
    mall = Mall(client, cast)
    for who, code in (("resident", f"{HOME}-c1-b1"), ("resident", MALL), ("resident", SCHOOL)):
        draft = {
            "service_code": "environment",
            "place_id": str(cast.places[code]),
            "text": code,
        }
        await mall.ask(who, "POST", "/tickets", **draft)
    await mall.draw()
    await mall.staff()
    # Of a grid without a place, or with several, nothing lies in anybody's scope.
    assert await mall.seen() == set()
    await mall.give(MALL)
    assert await mall.seen() == {MALL}
    me = await mall.ask(WORKER, "GET", "/me")
    assert me["postings"][0]["role_title"] == "专属网格员"
    await mall.give(SCHOOL)
    assert await mall.seen() == {SCHOOL}
    await mall.give(MALL, SCHOOL)
    assert await mall.seen() == set()
    # The micro-grid's worker goes on seeing what lies in both.
    assert await mall.ask("next_micro_worker", "GET", "/tickets?view=scope")


async def test_a_dedicated_grid_that_nobody_serves_is_vacant(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    mall = Mall(client, cast)
    await mall.draw()
    now = utc_now()
    await note_vacancies(session, now)
    vacant = await _noted(session)
    assert mall.id in vacant
    await mall.staff()
    await note_vacancies(session, now)
    assert mall.id not in await _noted(session)


async def _noted(session: AsyncSession) -> set[str]:
    found = select(GridVacancy.grid_id).where(GridVacancy.filled_at.is_(None))
    return {str(grid_id) for grid_id in await session.scalars(found)}
