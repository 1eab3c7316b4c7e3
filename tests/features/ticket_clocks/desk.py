"""Policies, tickets and their clocks over HTTP, and time as a test has it."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from tests.cast import HOME, Cast

API = "/api/v1"
DISTRICT = "510108000000"
DAY: list[dict[str, str]] = [{"begins": "00:00", "ends": "24:00"}]
ROUND: dict[str, Any] = {"week": [DAY] * 7, "exchanged": DAY, "holiday": DAY}


def policy(
    first: int | None = 60,
    following: int | None = 120,
    resolution: int | None = 600,
    *,
    counted: str = "elapsed",
    warn: int = 80,
    pause: int = 1000,
) -> dict[str, Any]:
    """A policy of so many minutes each."""
    lengths = {"first_response": first, "next_response": following, "resolution": resolution}
    targets = {
        name: None if minutes is None else {"minutes": minutes, "counted": counted}
        for name, minutes in lengths.items()
    }
    return {"targets": targets, "warn_percent": warn, "longest_pause_minutes": pause}


class Desk:
    """Asks as members of the cast."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, by: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(by) | more.pop("headers", {})
        return await self.client.request(method, API + path, headers=headers, **more)

    async def told(self, by: str, method: str, path: str, **more: Any) -> Any:
        answer = await self.ask(by, method, path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def rule(
        self,
        content: dict[str, Any] | None,
        *,
        version: int = 0,
        place: str = DISTRICT,
        category: str = "all",
        by: str = "district_administrator",
        dry_run: bool = False,
    ) -> Response:
        """Set a policy."""
        path = f"/places/{self.cast.places[place]}/sla-policies/{category}"
        body = {"policy": content, "dry_run": dry_run}
        match = {"If-Match": f'"v{version}"'}
        return await self.ask(by, "PUT", path, json=body, headers=match)

    async def open_hours(
        self, content: dict[str, Any] | None, *, version: int = 0, dry_run: bool = False
    ) -> Response:
        path = f"/places/{self.cast.places[DISTRICT]}/office-hours"
        body = {"hours": content, "dry_run": dry_run}
        match = {"If-Match": f'"v{version}"'}
        return await self.ask("district_administrator", "PUT", path, json=body, headers=match)

    async def file(self, by: str = "resident", **draft: Any) -> str:
        place_id = str(self.cast.places[f"{HOME}-c1-b1"])
        body = {"service_code": "environment", "text": "楼道堆了垃圾", "place_id": place_id}
        return str((await self.told(by, "POST", "/tickets", json=body | draft))["id"])

    async def accept(self, ticket: str) -> None:
        await self.told("community_worker", "POST", f"/tickets/{ticket}/acceptance", json={})

    async def assign(self, ticket: str, to: str = "micro_grid_worker") -> None:
        body = {"person_id": str(self.cast.people[to])}
        await self.told("community_worker", "PUT", f"/tickets/{ticket}/assignment", json=body)

    async def settle(self, ticket: str, by: str = "community_worker") -> None:
        await self.told(by, "POST", f"/tickets/{ticket}/settlement", json={"note": "已清运"})

    async def clocks(self, ticket: str, by: str = "resident") -> dict[str, Any]:
        """Its clocks by target, the last one of each; beside them what holds for the ticket."""
        told = await self.told(by, "GET", f"/tickets/{ticket}/clocks")
        by_target = {each["target"]: each for each in told["clocks"]}
        return {**told, **by_target}


def instant(told: str) -> datetime:
    return datetime.fromisoformat(told)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
