"""What stands in the yard, and those who look after it."""

from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from tests.cast import HOME, Cast

API = "/api/v1"


class Yard:
    """Members of the cast at their assets, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast
        self._headers: dict[str, dict[str, str]] = {}

    def place(self, code: str) -> str:
        return str(self.cast.places[code])

    async def ask(
        self, who: str, method: str, path: str, dress: dict[str, str] | None = None, **more: Any
    ) -> Response:
        if who not in self._headers:
            self._headers[who] = await self.cast.headers(who)
        headers = {**self._headers[who], **(dress or {})}
        return await self.client.request(method, API + path, headers=headers, **more)

    async def got(self, who: str, path: str, **query: Any) -> Any:
        answer = await self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def light(self, **more: Any) -> dict[str, Any]:
        body = {
            "kind_code": "street_light",
            "place_id": self.place(f"{HOME}-c1"),
            "attributes": {"power_watts": 60},
        }
        return body | more

    async def enter(self, *items: dict[str, Any], who: str = "community_worker") -> Response:
        key = {"Idempotency-Key": str(uuid4())}
        return await self.ask(who, "POST", "/assets", key, json={"items": list(items)})

    async def entered(self, **more: Any) -> dict[str, Any]:
        """One street light, as its keeper sees it."""
        answer = await self.enter(self.light(**more))
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["assets"][0])

    async def inspect(self, asset_id: str, who: str = "grid_chief", **found: Any) -> Response:
        body = {"sound": True, **found}
        return await self.ask(who, "POST", f"/assets/{asset_id}/inspections", json=body)
