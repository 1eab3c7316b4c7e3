"""Volunteers of the cast, who come, stay and go, over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.patrols.field import Field, position

BUILDING = f"{HOME}-c1-b1"
DISTRICT = "510108000000"
STAFF = "community_worker"
POLICY: dict[str, Any] = {
    "least_minutes": 10,
    "session_minutes": 480,
    "day_minutes": 480,
    "auto_confirm_score": None,
    "inspection_minutes": 15,
    "ticket_minutes": 30,
    "facts_day_minutes": 60,
    "roles": ["resident", "partner", "committee_member", "micro_grid_worker"],
}


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code") or answer.json().get("state")


class Serving(Field):
    """Marks are made so many minutes ago, and sent now."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        super().__init__(client, cast)
        self._codes: dict[str, str] = {}

    async def code(self, place: str = BUILDING) -> str:
        if place not in self._codes:
            body = {"place_id": str(self.cast.places[place])}
            made = await self.ask(STAFF, "POST", "/place-codes", json=body)
            assert made.status_code in (200, 201), made.text
            self._codes[place] = made.json()["code"]
        return self._codes[place]

    async def mark(self, ago: float, place: str = BUILDING, **more: Any) -> dict[str, Any]:
        now = utc_now()
        at = (now - timedelta(minutes=ago)).isoformat()
        made = {"code": await self.code(place), "position": position(), "device_at": at}
        return made | {"sent_at": now.isoformat()} | more

    async def comes(
        self, ago: float, who: str = "resident", mark_id: UUID | None = None, **more: Any
    ) -> Response:
        path = f"/volunteer-check-ins/{mark_id or new_id()}"
        return await self.ask(who, "PUT", path, json=await self.mark(ago, **more))

    async def leaves(
        self,
        session_id: str,
        ago: float = 0,
        who: str = "resident",
        mark_id: UUID | None = None,
        **more: Any,
    ) -> Response:
        body = await self.mark(ago, **more) | {"session_id": session_id}
        return await self.ask(who, "PUT", f"/volunteer-check-outs/{mark_id or new_id()}", json=body)

    async def served(self, minutes: float, ago: float = 0, who: str = "resident") -> dict[str, Any]:
        """A session that ended so long ago."""
        came = await self.comes(ago + minutes, who)
        assert came.status_code == 201, came.text
        left = await self.leaves(came.json()["id"], ago, who)
        assert left.status_code == 201, left.text
        return dict(left.json())

    async def decide(
        self,
        session_id: str,
        decision: str = "confirmed",
        who: str = STAFF,
        note: str | None = None,
    ) -> Response:
        path = f"/volunteer-sessions/{session_id}/review"
        return await self.ask(who, "PUT", path, json={"decision": decision, "note": note})

    async def mend(
        self, session_id: str, ended_at: datetime, who: str = STAFF, reason: str = "登记表为准"
    ) -> Response:
        body = {"ended_at": ended_at.isoformat(), "reason": reason}
        return await self.ask(who, "PUT", f"/volunteer-sessions/{session_id}/mending", json=body)

    async def confirmed(self, minutes: float, ago: float = 0, who: str = "resident") -> str:
        made = await self.served(minutes, ago, who)
        answer = await self.decide(made["id"])
        assert said(answer) == (200, "confirmed"), answer.text
        return str(made["id"])

    async def policy(self, **changes: Any) -> Response:
        return await self.ask(
            "district_administrator", "POST", "/volunteer-policies", json=POLICY | changes
        )

    async def minutes(self, who: str = "resident", **query: Any) -> int:
        query = {"district_id": str(self.cast.places[DISTRICT])} | query
        return int((await self.got(who, "/me/volunteer-hours", **query))["minutes"])

    async def services(self, who: str = "resident") -> list[dict[str, Any]]:
        query = {"district_id": str(self.cast.places[DISTRICT])}
        return list((await self.got(who, "/me/volunteer-hours/services", **query))["items"])
