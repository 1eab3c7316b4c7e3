"""Tickets in the hands of several, for those who test how they work together."""

from typing import Any

from httpx import AsyncClient, Response

from tests.base.people.asking import ask
from tests.cast import Cast
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given
from tests.features.tickets.conftest import TicketMaker

PARTNER, COLLEAGUE = "partner", "general_grid_worker"


class Team:
    """Several at one ticket, over HTTP."""

    def __init__(self, client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> None:
        self.client, self.cast, self.ticket = client, cast, ticket
        self.path = f"/tickets/{ticket['id']}"

    async def ask(self, who: str, method: str, path: str, **body: Any) -> Response:
        return await ask(self.client, self.cast, who, method, path, json=body or None)

    async def helped_by(self, whom: str, *, asker: str = WORKER, **more: Any) -> Response:
        body = {"person_id": str(self.cast.people[whom]), **more}
        return await self.ask(asker, "POST", f"{self.path}/helpers", **body)

    async def declined(self, who: str, reason: str = "没有设备") -> Response:
        return await self.ask(who, "POST", f"{self.path}/help-refusal", reason=reason)

    async def relieved(self, whom: str, *, by: str = WORKER) -> Response:
        path = f"{self.path}/helpers/{self.cast.people[whom]}/relief"
        return await self.ask(by, "POST", path, reason="已够人手")

    async def helpers(self, who: str = WORKER) -> list[dict[str, Any]]:
        answer = await self.ask(who, "GET", f"{self.path}/helpers")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def set_part(self, whom: str, *, setter: str = WORKER, **more: Any) -> Response:
        draft = {"title": "换灯泡", "workdays": 2, **more}
        draft["person_id"] = str(self.cast.people[whom])
        return await self.ask(setter, "POST", f"{self.path}/subtasks", **draft)

    async def part(self, whom: str, **more: Any) -> dict[str, Any]:
        """A part that was set."""
        answer = await self.set_part(whom, **more)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def take(self, who: str, part: dict[str, Any], verb: str, **body: Any) -> Response:
        method = "PUT" if verb in {"assignment", "deadline"} else "POST"
        return await self.ask(who, method, f"/ticket-subtasks/{part['id']}/{verb}", **body)

    async def parts(self, who: str = WORKER) -> list[dict[str, Any]]:
        answer = await self.ask(who, "GET", f"{self.path}/subtasks")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def seen(self, who: str = STAFF) -> dict[str, Any]:
        answer = await self.ask(who, "GET", self.path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def settled(self, who: str = WORKER) -> Response:
        return await self.ask(who, "POST", f"{self.path}/settlement", note="已换好")

    async def withdrawn(self) -> Response:
        return await self.ask("resident", "POST", f"{self.path}/withdrawal", reason="自己修好了")


async def team(client: AsyncClient, cast: Cast, file_ticket: TicketMaker, **draft: Any) -> Team:
    """A ticket that the micro-grid's worker leads."""
    ticket = await accepted(client, cast, file_ticket, **draft)
    assert (await given(client, cast, ticket)).status_code == 200
    return Team(client, cast, ticket)
