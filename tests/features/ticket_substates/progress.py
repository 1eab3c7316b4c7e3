"""Defining substates and saying how far tickets are, as members of the cast."""

from typing import Any

from httpx import AsyncClient, Response

from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

API = "/api/v1"
Row = dict[str, Any]


class Progress:
    """The hands of all who define and use them."""

    def __init__(self, client: AsyncClient, cast: Cast, file: TicketMaker) -> None:
        self.client, self.cast, self.file = client, cast, file

    async def ask(self, by: str, method: str, path: str, **more: Any) -> Response:
        headers = await self.cast.headers(by) | more.pop("headers", {})
        while True:
            answer = await self.client.request(method, API + path, headers=headers, **more)
            if answer.status_code != 503:
                return answer

    async def define(self, code: str, by: str = "community_worker", **more: Any) -> Response:
        body = {"state": "resolving", "code": code, "title": f"内部{code}", **more}
        return await self.ask(by, "POST", "/ticket-substates", json=body)

    async def defined(self, code: str, by: str = "community_worker", **more: Any) -> Row:
        answer = await self.define(code, by, **more)
        assert answer.status_code == 201, answer.text
        row: Row = answer.json()
        return row

    async def changed(self, by: str, substate: Row, **content: Any) -> Row:
        names = ("title", "public_title", "needs_note", "position", "opening", "after")
        body = {name: substate[name] for name in names} | content
        match = {"If-Match": f'"v{substate["version"]}"'}
        path = f"/ticket-substates/{substate['id']}"
        answer = await self.ask(by, "PUT", path, json=body, headers=match)
        assert answer.status_code == 200, answer.text
        row: Row = answer.json()
        return row

    async def handled(self) -> Row:
        """A ticket that the micro-grid worker handles."""
        ticket = await self.file()
        await step(self.client, self.cast, "community_worker", ticket, "acceptance")
        worker = str(self.cast.people["micro_grid_worker"])
        given = await step(
            self.client, self.cast, "community_worker", ticket, "assignment", person_id=worker
        )
        assert given.status_code == 200, given.text
        return ticket

    async def put(
        self, ticket: Row, substate: Row, by: str = "micro_grid_worker", note: str | None = None
    ) -> Response:
        body = {"substate_id": substate["id"], "note": note}
        return await self.ask(by, "PUT", f"/tickets/{ticket['id']}/substate", json=body)

    async def of(self, ticket: Row, by: str = "micro_grid_worker") -> Row:
        """How far it is, as staff read it."""
        answer = await self.ask(by, "GET", f"/tickets/{ticket['id']}/substate")
        assert answer.status_code == 200, answer.text
        view: Row = answer.json()
        return view

    async def items(self, path: str, by: str = "community_worker") -> list[Row]:
        answer = await self.ask(by, "GET", path)
        assert answer.status_code == 200, answer.text
        items: list[Row] = answer.json()["items"]
        return items

    async def told(self, ticket: Row, by: str = "resident") -> list[str | None]:
        """What the timeline says of how far it is."""
        answer = await self.ask(by, "GET", f"/tickets/{ticket['id']}/timeline")
        entries = answer.json()["entries"]
        return [each["text"] for each in entries if each["title"] == "更新办理进展"]
