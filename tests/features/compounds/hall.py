"""The governance file of a compound, and those who keep and read it."""

from typing import Any

from httpx import AsyncClient, Response

from tests.cast import HOME, Cast

API = "/api/v1"
COMPOUND = f"{HOME}-c1"
CODE = "91350100M000100Y43"
"""The example of GB 32100."""


class Hall:
    """Members of the cast at the file of a compound, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client = client
        self.cast = cast
        self._headers: dict[str, dict[str, str]] = {}

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        if who not in self._headers:
            self._headers[who] = await self.cast.headers(who)
        return await self.client.request(method, API + path, headers=self._headers[who], **more)

    def path(self, rest: str, code: str = COMPOUND) -> str:
        return f"/compounds/{self.cast.places[code]}/{rest}"

    async def sign(
        self, who: str = "community_worker", code: str = COMPOUND, **change: Any
    ) -> Response:
        body = {
            "firm_name": "致强物业服务有限公司",
            "credit_code": CODE,
            "starts_on": "2024-01-01",
            "ends_on": "2027-01-01",
            "contact_name": "王经理",
            "contact_phone": "13900139001",
        }
        path = self.path("property-contracts", code)
        return await self.ask(who, "POST", path, json=body | change)

    async def found(self, who: str = "community_worker", **change: Any) -> Response:
        body = {
            "kind": "owners_committee",
            "name": "东苑第三届业主委员会",
            "starts_on": "2025-03-01",
            "ends_on": "2030-03-01",
            "members": [
                {"name": "李秀英", "title": "director", "phone": "13800138000"},
                {"name": "张建国", "title": "member"},
            ],
        }
        return await self.ask(who, "POST", self.path("committees"), json=body | change)

    async def file(self, who: str = "community_worker") -> dict[str, Any]:
        answer = await self.ask(who, "GET", self.path("file"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def end(self, path: str, on: str) -> Response:
        body = {"ends_on": on, "reason": "业主大会决定"}
        return await self.ask("community_worker", "PUT", f"{path}/end", json=body)

    async def reveal(self, path: str, who: str = "community_worker", **change: Any) -> Response:
        body = {"purpose": "contact", "reason": "通知电梯检修", **change}
        return await self.ask(who, "POST", f"{path}/reveals", json=body)
