"""Saying, noting and reading on tickets, as members of the cast."""

from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import TICKETS, step

Ticket = dict[str, Any]


class Talk:
    """The hands of all who talk."""

    def __init__(self, client: AsyncClient, cast: Cast, file: TicketMaker) -> None:
        self.client, self.cast, self.file = client, cast, file

    async def handled(self, **draft: Any) -> Ticket:
        """A ticket that the micro-grid worker handles."""
        ticket = await self.file(**draft)
        await step(self.client, self.cast, "community_worker", ticket, "acceptance")
        worker = str(self.cast.people["micro_grid_worker"])
        given = await step(
            self.client, self.cast, "community_worker", ticket, "assignment", person_id=worker
        )
        assert given.status_code == 200, given.text
        return ticket

    async def settled(self) -> Ticket:
        ticket = await self.handled()
        done = await step(
            self.client, self.cast, "micro_grid_worker", ticket, "settlement", note="已清运"
        )
        assert done.status_code == 200, done.text
        return ticket

    async def put(
        self, by: str, ticket: Ticket, what: str = "messages", id_: Any = None, **body: Any
    ) -> Response:
        """Say or note something under an id."""
        headers = await self.cast.headers(by)
        headers |= body.pop("headers", {})
        path = f"{TICKETS}/{ticket['id']}/{what}/{id_ or new_id()}"
        return await self.client.put(path, json=body, headers=headers)

    async def says(self, by: str, ticket: Ticket, text: str, **body: Any) -> dict[str, Any]:
        said = await self.put(by, ticket, text=text, **body)
        assert said.status_code == 201, said.text
        view: dict[str, Any] = said.json()
        return view

    async def get(self, by: str, ticket: Ticket, what: str = "messages") -> Response:
        path = f"{TICKETS}/{ticket['id']}/{what}"
        return await self.client.get(path, headers=await self.cast.headers(by))

    async def reads(self, by: str, ticket: Ticket, what: str = "messages") -> list[dict[str, Any]]:
        got = await self.get(by, ticket, what)
        assert got.status_code == 200, got.text
        items: list[dict[str, Any]] = got.json()["items"]
        return items

    async def standing(self, by: str, ticket: Ticket) -> dict[str, Any]:
        got = await self.get(by, ticket, "talk")
        assert got.status_code == 200, got.text
        view: dict[str, Any] = got.json()
        return view
