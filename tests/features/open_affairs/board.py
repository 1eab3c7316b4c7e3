"""An office that discloses, and people who read, over HTTP."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import utc_now
from tests.base.files.papers import paper
from tests.base.people.asking import API, ask
from tests.cast import HOME, Cast

OFFICE, CHIEF = "community_worker", "grid_chief"


def later(**by: float) -> str:
    return (utc_now() + timedelta(**by)).isoformat()


class Board:
    """Writes, publishes, corrects and reads."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    def words(self, **more: Any) -> dict[str, Any]:
        return {
            "title": "第三季度收支",
            "text": "收入 20 000 元，支出 18 350 元。",
            "answered_by": "致强社区居委会",
        } | more

    async def send(self, who: str, method: str, path: str, body: Any = None) -> Response:
        return await ask(
            self.client, self.cast, who, method, path, json=body, headers={"If-Match": "*"}
        )

    async def did(self, who: str, method: str, path: str, body: Any = None) -> Any:
        answer = await self.send(who, method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = await self.send(who, method, path, body)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    async def written(
        self, at: str = HOME, by: str = OFFICE, category: str = "neighbourhood", **more: Any
    ) -> dict[str, Any]:
        body = self.words(**more) | {"place_id": str(self.cast.places[at]), "category": category}
        return dict(await self.did(by, "POST", "/disclosures", body))

    async def document(self, who: str, title: str) -> str:
        """The id of a PDF that somebody handed in."""
        sent = {"files": {"file": ("a.pdf", paper(), "application/pdf")}, "data": {"title": title}}
        answer = await ask(self.client, self.cast, who, "POST", "/documents", **sent)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def publish(self, disclosure: dict[str, Any], by: str = OFFICE) -> dict[str, Any]:
        path = f"/disclosures/{disclosure['id']}/publication"
        return dict(await self.did(by, "POST", path))

    async def published(self, at: str = HOME, by: str = OFFICE, **more: Any) -> dict[str, Any]:
        return await self.publish(await self.written(at, by, **more), by)

    async def corrected(self, disclosure: dict[str, Any], **words: Any) -> dict[str, Any]:
        path = f"/disclosures/{disclosure['id']}/draft"
        await self.did(OFFICE, "PUT", path, self.words(change_note="数字有误") | words)
        return await self.publish(disclosure)

    async def public(self, path: str, **query: Any) -> Any:
        """As a stranger sees it."""
        answer = await self.client.get(f"{API}{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shown(self, at: str, **query: Any) -> list[str]:
        """The ids of what a stranger reads at a place, newest first."""
        page = await self.public(f"/places/{self.cast.places[at]}/disclosures", **query)
        return [each["id"] for each in page["items"]]
