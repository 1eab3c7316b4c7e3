"""Visits of the cast's community, arranged and held over HTTP."""

from datetime import datetime, timedelta
from typing import Any

from httpx import Response

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.patrols.field import PRESSURE, SOUND, Field

COMPOUND = f"{HOME}-c1"
BUILDING, NEXT_BUILDING = f"{COMPOUND}-b1", f"{COMPOUND}-b2"
DOOR, NEXT_DOOR, OTHER_DOOR = (
    f"{BUILDING}-u1-d101",
    f"{BUILDING}-u1-d102",
    f"{NEXT_BUILDING}-u1-d101",
)
WORKER, STAFF, TECHNICIAN = "micro_grid_worker", "community_worker", "partner"
TECHNICIAN_PHONE, DOCTOR, DOCTOR_PHONE = "13900000031", "newcomer", "13900000005"
PRESSED: dict[str, Any] = {**SOUND, "blood_pressure": [PRESSURE]}


def window(days: float = 0, hours: float = 2) -> dict[str, str]:
    """From now on, or from so many days on."""
    opens = utc_now() + timedelta(days=days)
    return {"opens_at": text(opens), "closes_at": text(opens + timedelta(hours=hours))}


def text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


class Arranged(Field):
    """The field, with visits."""

    def id(self, code: str) -> str:
        return str(self.cast.places[code])

    def plan(self, code: str = DOOR, *, days: float = 0, **more: Any) -> dict[str, Any]:
        return {
            "place_id": self.id(code),
            "purpose_code": "general",
            **window(days),
            **more,
        }

    async def send_plan(self, body: dict[str, Any], who: str = WORKER) -> Response:
        return await self.ask(who, "POST", "/visits", json=body)

    async def planned(self, *args: Any, who: str = WORKER, **more: Any) -> dict[str, Any]:
        answer = await self.send_plan(self.plan(*args, **more), who)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def together(self, phone: str = TECHNICIAN_PHONE, **more: Any) -> dict[str, Any]:
        """A gas technician comes along."""
        guests = {"participants": [{"phone": phone}]}
        return await self.planned(**{"purpose_code": "gas", **guests, **more})

    async def checked_in_at(self, code: str = DOOR, who: str = WORKER) -> str:
        check_in_id = new_id()
        body = self.check_in_body(place_id=self.id(code), device_at=text(utc_now()))
        del body["grid_id"]
        answer = await self.check_in(body, who, check_in_id)
        assert answer.status_code == 201, answer.text
        return str(check_in_id)

    async def begin(
        self, visit: dict[str, Any], who: str = WORKER, code: str = DOOR, **more: Any
    ) -> Response:
        body = {"check_in_id": await self.checked_in_at(code, who), **more}
        return await self.ask(who, "POST", f"/visits/{visit['id']}/beginning", json=body)

    async def conclude(self, visit: dict[str, Any], outcome: str, who: str = WORKER) -> Response:
        path = f"/visits/{visit['id']}/conclusion"
        return await self.ask(who, "POST", path, json={"outcome": outcome})

    async def the_visit(self, visit: dict[str, Any], who: str = WORKER) -> dict[str, Any]:
        return dict(await self.got(who, f"/visits/{visit['id']}"))

    async def reply(self, visit: dict[str, Any], who: str, kind: str, **more: Any) -> Response:
        body = {"kind": kind, **more}
        return await self.ask(who, "PUT", f"/home-visits/{visit['id']}/reply", json=body)

    async def at_home(self, who: str = "resident") -> list[dict[str, Any]]:
        return list((await self.got(who, "/me/home-visits"))["items"])

    async def joint(self, who: str = TECHNICIAN) -> list[dict[str, Any]]:
        return list((await self.got(who, "/me/joint-visits"))["items"])

    async def sheets(self, *visits: dict[str, Any], who: str = TECHNICIAN) -> dict[str, Any]:
        body = {"visit_ids": [visit["id"] for visit in visits]}
        answer = await self.ask(who, "POST", "/me/door-sheets", json=body)
        if answer.status_code == 404:
            return {"items": [], "left_out": body["visit_ids"]}
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def form_of(self, visit: dict[str, Any], key: str, who: str = TECHNICIAN) -> Response:
        return await self.ask(who, "GET", f"/joint-visits/{visit['id']}/forms/{key}")

    async def report(
        self, visit: dict[str, Any], answers: dict[str, Any], who: str = TECHNICIAN, **more: Any
    ) -> Response:
        """A form of the visit from who came along; `key`, `inspection_id` and the body's fields."""
        sheet = (await self.sheets(visit, who=who))["items"]
        version = more.pop("version", None) or sheet[0]["forms"][0]["version_id"]
        body = {
            "form_version_id": version,
            "place_id": visit["place_id"],
            "answers": answers,
            "filled_at": text(utc_now()),
        }
        path = f"/joint-visits/{visit['id']}/inspections/{more.pop('inspection_id', new_id())}"
        return await self.ask(who, "PUT", path, json={**body, **more})
