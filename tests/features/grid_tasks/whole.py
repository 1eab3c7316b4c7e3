"""Tasks for whole grids, over HTTP: given to all of a place, done door by door."""

from datetime import timedelta
from typing import Any

from httpx import Response

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.clocks import Work
from tests.features.patrols.field import FORM
from tests.features.task_admission.gate import OFFICER, Gate, next_month

BUILDING, NEXT_BUILDING = f"{HOME}-c1-b1", f"{HOME}-c1-b2"
DOORS = [f"{BUILDING}-u1-d{number}" for number in (101, 102, 201, 202)]
"""All dwellings of the first micro-grid, in the order of walking."""
NEXT_DOORS = [f"{NEXT_BUILDING}-u1-d{number}" for number in (101, 102, 201, 202)]
QUOTAS = {"quota_per_grid_month": 50, "quota_total": 500}
WORKER, NEIGHBOUR = "micro_grid_worker", "next_micro_worker"


def window() -> dict[str, str]:
    """From today on, some days of this month."""
    today = china_date(utc_now())
    last = min(today + timedelta(days=6), next_month() - timedelta(days=1))
    return {"opens_on": today.isoformat(), "closes_on": last.isoformat()}


class Whole(Gate):
    """Members of the cast around tasks for whole grids."""

    def id(self, code: str) -> str:
        return str(self.cast.places[code])

    async def type_of(self, kind: str = "dwelling", **changes: Any) -> str:
        """The id of an admitted type that is given by whole grids."""
        said = {"target_kind": "grid", "visited_kind": kind, "form_key": FORM, **changes}
        quotas = said.pop("quotas", QUOTAS)
        return await self.admitted(quotas=quotas, **said)

    async def give_whole(
        self, type_id: str, at: str = HOME, who: str = OFFICER, **more: Any
    ) -> Response:
        body = {"place_id": self.id(at), **window(), **more}
        key = {"Idempotency-Key": str(new_id())}
        path = f"/task-types/{type_id}/grid-assignments"
        return await self.ask(who, "POST", path, json=body, dress=key)

    async def given(self, type_id: str, at: str = HOME, **more: Any) -> dict[str, Any]:
        answer = await self.give_whole(type_id, at, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def all_doors(self, work: Work, **more: Any) -> dict[str, Any]:
        """A task for all dwellings of each grid of the community, made."""
        await self.department()
        given = await self.given(await self.type_of(), **more)
        await work()
        return given

    async def how_far(self, given: dict[str, Any]) -> dict[str, Any]:
        return dict(await self.got(OFFICER, f"/grid-assignments/{given['id']}"))

    async def task(self, who: str = WORKER) -> dict[str, Any]:
        """The one task for a whole grid that lies with a worker."""
        tasks = await self.items(who, "/me/patrol-tasks")
        (one,) = [task for task in tasks if task["target"] is not None]
        return one

    async def counted(self, who: str = WORKER) -> tuple[str, int, int]:
        task = await self.task(who)
        return task["state"], task["reached"], task["target"]

    async def visited(self, *codes: str, who: str = WORKER, **more: Any) -> list[dict[str, Any]]:
        """Inspections of doors, filled in now."""
        more = {"filled_at": utc_now().isoformat()} | more
        return [await self.inspected(who=who, place_id=self.id(code), **more) for code in codes]

    async def remaining(self, task: dict[str, Any], who: str = WORKER) -> list[str]:
        path = f"/patrol-tasks/{task['id']}/remaining-places"
        return [line["place_id"] for line in await self.items(who, path)]

    async def deleted(self, inspection: dict[str, Any]) -> None:
        path = f"/inspections/{inspection['id']}/deletion"
        why = {"reason": "填错了地点"}
        answer = await self.ask("subdistrict_administrator", "PUT", path, json=why)
        assert answer.status_code == 200, answer.text
