"""An office that writes articles and lets people search them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, Cast

API = "/api/v1"


def in_days(days: int) -> str:
    return (china_date(utc_now()) + timedelta(days=days)).isoformat()


def draft(question: str = "居住证怎么办理", **more: Any) -> dict[str, Any]:
    said = {
        "question": question,
        "body": "带身份证和住所证明到派出所申请。",
        "topic": "办事",
        "source_name": "办事指南",
        "review_on": in_days(90),
    }
    return said | more


@dataclass
class Desk:
    client: AsyncClient
    cast: Cast

    @property
    def place_id(self) -> str:
        return str(self.cast.places[HOME])

    async def send(
        self, method: str, path: str, body: Any = None, by: str = "community_worker", **more: str
    ) -> Response:
        headers = await self.cast.headers(by) | more
        return await self.client.request(method, API + path, json=body, headers=headers)

    async def got(self, method: str, path: str, body: Any = None, **how: str) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def written(self, by: str = "community_worker", **words: Any) -> dict[str, Any]:
        article: dict[str, Any] = await self.got(
            "POST", "/knowledge-articles", draft(**words), by=by
        )
        return article

    async def published(self, by: str = "community_worker", **words: Any) -> dict[str, Any]:
        article = await self.written(by, **words)
        path = f"/knowledge-articles/{article['id']}/publication"
        shown: dict[str, Any] = await self.got("POST", path, by=by)
        return shown

    async def found(self, text: str, by: str = "resident", **where: Any) -> list[str]:
        """The questions of what is found."""
        body = {"place_id": self.place_id, "text": text} | where
        found = await self.got("POST", "/knowledge-searches", body, by=by)
        return [each["question"] for each in found["items"]]
