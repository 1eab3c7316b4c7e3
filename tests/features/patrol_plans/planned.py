"""Plans of the cast's community, drawn over HTTP."""

from typing import Any

from tests.base.people.asking import day
from tests.cast import HOME
from tests.features.patrols.field import Field

COMPOUND = f"{HOME}-c1"
BUILDING, NEXT_BUILDING, WEST = f"{COMPOUND}-b1", f"{COMPOUND}-b2", f"{HOME}-c2-b1"
DOOR, DOOR_ABOVE = f"{BUILDING}-u1-d101", f"{BUILDING}-u1-d201"
PLANNER = "community_worker"


class Plans(Field):
    """The field, with those who plan for it."""

    def id(self, code: str) -> str:
        return str(self.cast.places[code])

    def plan(self, *codes: str, **more: Any) -> dict[str, Any]:
        """A plan for every day, all day long, by one route along these places."""
        points = [{"place_id": self.id(code)} for code in codes or (BUILDING, NEXT_BUILDING)]
        return {
            "title": "楼栋巡查",
            "recurrence": {"kind": "every", "days": 1},
            "opens": "00:00",
            "closes": "24:00",
            "first_on": day(0),
            "routes": [{"name": "东线", "points": points}],
            **more,
        }

    async def send_plan(self, body: dict[str, Any], who: str = PLANNER) -> Any:
        return await self.ask(who, "POST", "/patrol-plans", json=body)

    async def drawn(self, *codes: str, who: str = PLANNER, **more: Any) -> dict[str, Any]:
        answer = await self.send_plan(self.plan(*codes, **more), who)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def running(self, *codes: str, **more: Any) -> dict[str, Any]:
        """A plan that runs; the tasks of its days are a job's."""
        plan = await self.drawn(*codes, **more)
        answer = await self.ask(PLANNER, "POST", f"/patrol-plans/{plan['id']}/activation")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def change(
        self, plan: dict[str, Any], body: dict[str, Any], version: str = "*", who: str = PLANNER
    ) -> Any:
        path = f"/patrol-plans/{plan['id']}"
        return await self.ask(who, "PUT", path, json=body, dress={"If-Match": version})

    async def tasks(self, who: str = "micro_grid_worker", **query: Any) -> list[dict[str, Any]]:
        """What lies with a worker on a day, all pages of it."""
        return list((await self.got(who, "/me/patrol-tasks", limit=100, **query))["items"])

    async def all_tasks(self, **query: Any) -> list[dict[str, Any]]:
        return list((await self.got(PLANNER, "/patrol-tasks", limit=100, **query))["items"])

    async def the_task(self, task: dict[str, Any]) -> dict[str, Any]:
        return dict(await self.got(PLANNER, f"/patrol-tasks/{task['id']}"))
