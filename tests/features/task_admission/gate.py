"""The gate of outside tasks, over HTTP: asked, decided, given."""

from datetime import date, timedelta
from typing import Any

from httpx import Response

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.patrols.field import Field

OFFICER, FIRST, LAST = (
    "department_officer",
    "subdistrict_administrator",
    "district_administrator",
)
WHY = "网格可以承担"


def next_month() -> date:
    """Its first day: a month that is whole."""
    return (china_date(utc_now()).replace(day=1) + timedelta(days=32)).replace(day=1)


class Gate(Field):
    """Members of the cast around the gate."""

    async def department(self, name: str = "消防救援大队", *officers: str) -> dict[str, Any]:
        people = [str(self.cast.people[who]) for who in officers or (OFFICER,)]
        body = {"name": name, "officer_ids": people}
        answer = await self.ask(LAST, "POST", "/departments", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def draft(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "冬季消防安全宣传",
            "content": "到每栋楼检查消防通道",
            "legal_basis": "《消防法》第六条",
            "funding": "每栋补贴 5 元",
            "place_id": str(self.cast.places[HOME]),
            "target_kind": "building",
            "frequency": "yearly",
            "estimated_minutes": 15,
            **changes,
        }

    async def request(self, who: str = OFFICER, **changes: Any) -> Response:
        return await self.ask(who, "POST", "/task-types", json=self.draft(**changes))

    async def first_word(self, type_id: str, who: str = FIRST, *, agreed: bool = True) -> Response:
        word = {"agreed": agreed, "reason": WHY}
        return await self.ask(who, "POST", f"/task-types/{type_id}/review", json=word)

    async def admit(self, type_id: str, who: str = LAST, **changes: Any) -> Response:
        word = {
            "agreed": True,
            "reason": WHY,
            "quota_per_grid_month": 2,
            "quota_total": 100,
            "valid_from": china_date(utc_now()).isoformat(),
            "valid_to": (next_month() + timedelta(days=60)).isoformat(),
            **changes,
        }
        return await self.ask(who, "POST", f"/task-types/{type_id}/admission", json=word)

    async def admitted(
        self, who: str = OFFICER, *, quotas: dict[str, Any] | None = None, **changes: Any
    ) -> str:
        """The id of a type that may be given."""
        requested = await self.request(who, **changes)
        assert requested.status_code == 201, requested.text
        type_id = str(requested.json()["id"])
        assert (await self.first_word(type_id)).status_code == 200
        said = await self.admit(type_id, **(quotas or {}))
        assert said.status_code == 200, said.text
        return type_id

    async def give(self, type_id: str, at: str = HOME, who: str = OFFICER, **days: Any) -> Response:
        first = next_month()
        body = {
            "place_id": str(self.cast.places[at]),
            "opens_on": first.isoformat(),
            "closes_on": (first + timedelta(days=6)).isoformat(),
            **days,
        }
        key = {"Idempotency-Key": str(new_id())}
        path = f"/task-types/{type_id}/assignments"
        return await self.ask(who, "POST", path, json=body, dress=key)

    async def stand(self, type_id: str, standing: str) -> Response:
        word = {"standing": standing, "reason": WHY}
        return await self.ask(LAST, "PUT", f"/task-types/{type_id}/standing", json=word)

    async def items(self, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
        return list((await self.got(who, path, **query))["items"])
