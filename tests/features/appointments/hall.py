"""A counter that is open day and night, and what people ask of it over HTTP."""

from datetime import date, datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1/appointment-counters"
MINE = "/api/v1/me/appointments"
OPEN = [{"weekday": n, "starts": "00:00", "ends": "24:00"} for n in range(1, 8)]
POLICY = {"capacity": 1, "slot_minutes": 60, "person_limit": 5, "follows_calendar": False}


def day_after(days: int) -> date:
    return china_date(utc_now()) + timedelta(days=days)


def at(hour: int, days: int = 2) -> str:
    """An hour in China, some days from now."""
    return (china_midnight(day_after(days)) + timedelta(hours=hour)).isoformat()


def same(one: str, other: str) -> bool:
    """Whether two words name one instant."""
    return datetime.fromisoformat(one) == datetime.fromisoformat(other)


class Hall:
    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(
        self, method: str, path: str, who: str, body: Any = None, **more: Any
    ) -> Response:
        headers = await self.cast.headers(who) | more.pop("headers", {})
        if method == "POST" and more.pop("keyed", True):
            headers["Idempotency-Key"] = more.pop("key", str(new_id()))
        return await self.client.request(method, path, json=body, headers=headers, **more)

    async def counter(
        self, by: str = "community_worker", place: str = HOME, **policy: Any
    ) -> dict[str, Any]:
        body = {
            "place_id": str(self.cast.places[place]),
            "name": "社保窗口",
            "serves": "社保认证",
            "policy": POLICY | policy,
            "openings": OPEN,
        }
        answer = await self.ask("POST", API, by, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def book(
        self, counter: dict[str, Any], who: str, begins_at: str, taking: str = "book", **more: Any
    ) -> Response:
        body = {"begins_at": begins_at, "taking": taking}
        return await self.ask("POST", f"{API}/{counter['id']}/appointments", who, body, **more)

    async def booked(
        self, counter: dict[str, Any], who: str, begins_at: str, taking: str = "book"
    ) -> dict[str, Any]:
        answer = await self.book(counter, who, begins_at, taking)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def mine(self, who: str, appointment: dict[str, Any]) -> dict[str, Any]:
        answer = await self.ask("GET", f"{MINE}/{appointment['id']}", who)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def act(
        self, verb: str, who: str, appointment: dict[str, Any], body: Any = None
    ) -> Response:
        return await self.ask("POST", f"{MINE}/{appointment['id']}/{verb}", who, body)

    async def told(self, who: str) -> list[str]:
        answer = await self.ask("GET", "/api/v1/me/messages", who)
        return [each["kind"] for each in answer.json()["items"]]
