"""The notice board of a building's hall, over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from tests.base.people.asking import API, ask
from tests.cast import HOME, Cast

BUILDING = f"{HOME}-c1-b1"
OFFICE = "community_worker"


class Hall:
    """Who proposes, agrees and looks."""

    home = HOME

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def send(self, who: str, method: str, path: str, body: Any = None) -> Response:
        return await ask(self.client, self.cast, who, method, path, json=body)

    async def did(self, who: str, method: str, path: str, body: Any = None) -> Any:
        answer = await self.send(who, method, path, body)
        assert answer.is_success, answer.text
        return answer.json()

    async def refused(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = await self.send(who, method, path, body)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    def proposal(self, who: str = "resident", at: str = BUILDING, **more: Any) -> dict[str, Any]:
        return {
            "place_id": str(self.cast.places[at]),
            "person_id": str(self.cast.people[who]),
            "role": "party_member",
            "pledge": "邻里有事找我",
            "service": "周末帮老人买菜",
        } | more

    async def proposed(self, who: str = "resident", **more: Any) -> dict[str, Any]:
        body = self.proposal(who, **more)
        return dict(await self.did(OFFICE, "POST", "/roster-entries", body))

    async def agreed(self, who: str = "resident", name_shown: str = "full") -> str:
        entry = await self.proposed(who)
        await self.agree(who, entry["id"], name_shown)
        return str(entry["id"])

    async def agree(self, who: str, entry_id: str, name_shown: str = "full") -> Any:
        body = {"consent_version": 1, "name_shown": name_shown}
        return await self.did(who, "PUT", f"/me/roster-entries/{entry_id}/consent", body)

    async def names(self, who: str | None, at: str = BUILDING) -> list[str]:
        """As somebody sees them; None: a stranger."""
        path = f"/places/{self.cast.places[at]}/roster"
        if who is None:
            answer = await self.client.get(API + path)
        else:
            answer = await self.send(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json()["items"]]
