"""A hazard's way, over HTTP: found, put right, looked at again."""

from typing import Any

from httpx import Response

from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.features.patrols.field import DWELLING, SOUND, Field

ABOVE = f"{HOME}-c1-b1-u1-d201"
OVERLOADED = SOUND | {"wiring": ["overloaded"]}
"""One major hazard."""
NO_BREAKER = SOUND | {"wiring": ["no_breaker"]}
"""One general hazard."""
EXPOSED = SOUND | {"wiring": ["exposed"]}
"""One critical hazard."""
STAFF = "community_worker"


class Rounds(Field):
    """Members of the cast around hazards."""

    async def seen(
        self, answers: dict[str, Any], who: str = "micro_grid_worker", at: str = DWELLING
    ) -> dict[str, Any]:
        """The receipt of an inspection made now."""
        place_id = str(self.cast.places[at])
        return await self.inspected(
            answers, who, filled_at=utc_now().isoformat(), place_id=place_id
        )

    async def hazards(self, who: str = STAFF, **query: Any) -> list[dict[str, Any]]:
        return list((await self.got(who, "/hazards", **query))["items"])

    async def only(self) -> dict[str, Any]:
        """The one hazard that there is, with its history."""
        (line,) = await self.hazards()
        return dict(await self.got(STAFF, f"/hazards/{line['id']}"))

    async def accepted(self, ticket_id: str) -> None:
        answer = await self.ask(STAFF, "POST", f"/tickets/{ticket_id}/acceptance", json={})
        assert answer.status_code == 200, answer.text

    async def settled(self, ticket_id: str, who: str = STAFF) -> None:
        """Accepted where need be, and done."""
        ticket = await self.got(STAFF, f"/tickets/{ticket_id}")
        if ticket["state"] == "submitted":
            await self.accepted(ticket_id)
        if who != STAFF:
            given = {"person_id": str(self.cast.people[who])}
            path = f"/tickets/{ticket_id}/assignment"
            assert (await self.ask(STAFF, "PUT", path, json=given)).status_code == 200
        done = {"note": "已整改"}
        answer = await self.ask(who, "POST", f"/tickets/{ticket_id}/settlement", json=done)
        assert answer.status_code == 200, answer.text

    async def delete(self, inspection_id: str) -> Response:
        why = {"reason": "填错了地点"}
        path = f"/inspections/{inspection_id}/deletion"
        return await self.ask("subdistrict_administrator", "PUT", path, json=why)
