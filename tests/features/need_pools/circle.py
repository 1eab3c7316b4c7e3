"""Residents who want the same, and a community that gathers them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1"
AGO = timedelta(minutes=1)


def in_days(days: int) -> str:
    return (china_date(utc_now()) + timedelta(days=days)).isoformat()


@dataclass
class Circle:
    client: AsyncClient
    cast: Cast
    session: AsyncSession

    def place(self, code: str = HOME) -> str:
        return str(self.cast.places[code])

    async def send(
        self, method: str, path: str, body: Any = None, by: str = "resident", **dress: str
    ) -> Response:
        key = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        headers = await self.cast.headers(by) | key | dress
        return await self.client.request(method, API + path, json=body, headers=headers)

    async def got(self, method: str, path: str, body: Any = None, **how: str) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_success, answer.text
        return answer.json()

    async def refused(self, method: str, path: str, body: Any = None, **how: str) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_client_error, answer.text
        return answer.json()["code"]

    def wish(self, **more: Any) -> dict[str, Any]:
        said = {
            "place_id": self.place(),
            "category_code": "repair",
            "text": "想请人上门清洗油烟机",
            "until_on": in_days(30),
        }
        return said | more

    async def need(self, by: str = "resident", **more: Any) -> dict[str, Any]:
        path = f"/needs/{new_id()}"
        placed: dict[str, Any] = await self.got("PUT", path, self.wish(**more), by=by)
        return placed

    def plan(self, **more: Any) -> dict[str, Any]:
        said = {
            "place_id": self.place(),
            "category_code": "repair",
            "title": "油烟机清洗统单",
            "text": "每户一台，周末上门",
            "closes_on": in_days(10),
            "least_members": 2,
            "settlement": "own_service",
        }
        return said | more

    async def pool(self, by: str = "community_worker", **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.got("POST", "/need-pools", self.plan(**more), by=by)
        return made

    async def step(
        self, pool: Any, name: str, body: Any = None, by: str = "community_worker"
    ) -> Any:
        return await self.got("POST", f"/need-pools/{pool['id']}/{name}", body, by=by)

    async def gathered(self, pool: Any, *needs: Any) -> Any:
        return await self.step(pool, "gathering", {"need_ids": [each["id"] for each in needs]})

    async def joined(self, pool: Any, by: str, **said: Any) -> Any:
        path = f"/need-pools/{pool['id']}/membership"
        return await self.got("PUT", path, {"need_id": str(new_id())} | said, by=by)

    async def full_of_two(self, **more: Any) -> dict[str, Any]:
        """A pool with two members."""
        pool = await self.pool(**more)
        await self.joined(pool, "resident")
        shown: dict[str, Any] = await self.joined(pool, "same_building")
        return shown

    async def delivered(self, **more: Any) -> dict[str, Any]:
        pool = await self.full_of_two(**more)
        await self.step(pool, "closing")
        await self.step(pool, "order", {"text": "两台，周六上门"})
        shown: dict[str, Any] = await self.step(pool, "delivery")
        return shown

    async def shown(self, pool: Any, by: str = "resident") -> Any:
        return await self.got("GET", f"/need-pools/{pool['id']}", by=by)

    async def state_of(self, need: Any, by: str = "resident") -> str:
        return str((await self.got("GET", f"/needs/{need['id']}", by=by))["state"])

    async def told(self, by: str = "resident") -> list[str]:
        listed = await self.got("GET", "/me/messages", by=by)
        return [each["kind"] for each in listed["items"]]

    async def open_matters(self, by: str = "community_worker") -> set[str]:
        """What somebody is to see to."""
        listed = await self.got("GET", "/me/messages", by=by)
        return {each["kind"] for each in listed["items"] if each["done_at"] is None}

    async def turned(self, pool: Any, **values: Any) -> None:
        """What time does to a pool."""
        this = update(NeedPool).where(NeedPool.id == UUID(pool["id"]))
        await self.session.execute(this.values(values))

    async def passed(self, subject_id: str) -> None:
        same = update(ContentCheck).where(ContentCheck.subject_id == UUID(subject_id))
        await self.session.execute(same.values(state="pass"))
