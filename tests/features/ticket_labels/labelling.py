"""Making labels and putting them on tickets, as members of the cast."""

from typing import Any

from httpx import AsyncClient, Response

from tests.cast import Cast

API = "/api/v1"
Row = dict[str, Any]


class Labels:
    """The hands of all who make and use labels."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, by: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(by) | more.pop("headers", {})
        return await self.client.request(method, API + path, headers=headers, **more)

    async def made(self, title: str, by: str = "community_worker") -> Row:
        answer = await self.ask(by, "POST", "/ticket-labels", json={"title": title})
        assert answer.status_code == 201, answer.text
        row: Row = answer.json()
        return row

    async def put(self, ticket: Row, label: Row, by: str = "micro_grid_worker") -> Response:
        return await self.ask(by, "PUT", f"/tickets/{ticket['id']}/labels/{label['id']}")

    async def on(self, ticket: Row, by: str = "community_worker") -> list[str]:
        answer = await self.ask(by, "GET", f"/tickets/{ticket['id']}/labels")
        assert answer.status_code == 200, answer.text
        return [each["title"] for each in answer.json()["labels"]]

    async def with_it(self, label: Row, by: str = "community_worker") -> list[str]:
        answer = await self.ask(by, "GET", f"/ticket-labels/{label['id']}/tickets")
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]
