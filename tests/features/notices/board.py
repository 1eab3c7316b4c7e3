"""Notices over HTTP, as members of the cast write and read them."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import utc_now
from tests.base.people.asking import ask
from tests.cast import HOME, Cast


def later(**by: float) -> str:
    return (utc_now() + timedelta(**by)).isoformat()


class Board:
    """Writes, publishes and reads."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Response:
        return await ask(self.client, self.cast, who, method, path, **more)

    def draft(self, *codes: str, **more: Any) -> dict[str, Any]:
        return {
            "title": "停水通知",
            "text": "明日 9 时至 17 时停水，请提前储水。",
            "target_ids": [str(self.cast.places[code]) for code in codes or (HOME,)],
            "expires_at": later(days=3),
            **more,
        }

    async def written(
        self, *codes: str, by: str = "community_worker", **more: Any
    ) -> dict[str, Any]:
        answer = await self.ask(by, "POST", "/notices", json=self.draft(*codes, **more))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def publish(self, notice: dict[str, Any], by: str = "community_worker") -> Response:
        path = f"/notices/{notice['id']}/publication"
        return await self.ask(by, "POST", path, headers=matching(notice))

    async def published(
        self, *codes: str, by: str = "community_worker", **more: Any
    ) -> dict[str, Any]:
        answer = await self.publish(await self.written(*codes, by=by, **more), by)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def corrected(
        self, notice: dict[str, Any], by: str = "community_worker", **more: Any
    ) -> dict[str, Any]:
        body = {"title": "停水通知（更正）", "text": "改为后日。", "change_note": "改期", **more}
        path = f"/notices/{notice['id']}/correction"
        answer = await self.ask(by, "PUT", path, json=body, headers=matching(notice))
        assert answer.status_code == 200, answer.text
        answer = await self.publish(answer.json(), by)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def review(
        self, notice: dict[str, Any], by: str, *, passed: bool = True, note: str | None = None
    ) -> Response:
        path, body = f"/notices/{notice['id']}/review", {"passed": passed, "note": note}
        return await self.ask(by, "PUT", path, json=body, headers=matching(notice))

    async def mine(self, who: str, **params: Any) -> list[str]:
        """The ids of the notices that are addressed to a member, newest first."""
        answer = await self.ask(who, "GET", "/me/notices", params=params)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]

    async def read(self, who: str, notice: dict[str, Any], number: int = 1) -> Response:
        path = f"/me/notices/{notice['id']}/reading"
        return await self.ask(who, "PUT", path, json={"number": number})

    async def confirm(self, who: str, notice: dict[str, Any], number: int = 1) -> Response:
        path = f"/me/notices/{notice['id']}/confirmation"
        return await self.ask(who, "PUT", path, json={"number": number})


def matching(thing: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"v{thing["version"]}"'}
