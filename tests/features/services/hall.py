"""An office that puts services online, and people who look for them."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.features.services.public import GUIDE
from tests.cast import HOME, Cast

API = "/api/v1"
ALL_ASKED: dict[str, Any] = {"eligibility": [], "materials": [], "form": None}


def guide(title: str = "高龄津贴申请", **more: Any) -> dict[str, Any]:
    return deepcopy(GUIDE) | {"title": title} | more


@dataclass
class Hall:
    client: AsyncClient
    cast: Cast

    @property
    def place_id(self) -> str:
        return str(self.cast.places[HOME])

    async def send(
        self, method: str, path: str, body: Any = None, by: str = "grid_chief", **more: str
    ) -> Response:
        headers = await self.cast.headers(by) | more
        return await self.client.request(method, API + path, json=body, headers=headers)

    async def got(self, method: str, path: str, body: Any = None, **how: str) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def written(self, by: str = "grid_chief", **words: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.got("POST", "/services", guide(**words), by=by)
        return made

    async def publish(self, service: dict[str, Any], by: str = "grid_chief") -> Response:
        path, match = f"/services/{service['id']}/publication", f'"v{service["version"]}"'
        return await self.send("POST", path, by=by, **{"If-Match": match})

    async def published(self, by: str = "grid_chief", **words: Any) -> dict[str, Any]:
        answer = await self.publish(await self.written(by, **words), by)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def titles(self, by: str = "resident", **wanted: Any) -> list[str]:
        headers = await self.cast.headers(by)
        query = {"place_id": self.place_id} | wanted
        answer = await self.client.get(f"{API}/services", params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return [each["title"] for each in answer.json()["items"]]
