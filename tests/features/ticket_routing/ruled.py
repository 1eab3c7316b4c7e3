"""Rules, for those who test what they do."""

from typing import Any

from httpx import AsyncClient, Response

from tests.base.people.asking import ask
from tests.cast import Cast

RULES = "/ticket-routing-rules"
ACTION = {"kind": "role", "role": "micro_grid_worker", "strategy": "assign"}


def draft(action: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A rule that fits everything."""
    return {"title": "规则", "position": 10, "action": ACTION | (action or {}), **more}


async def made(
    client: AsyncClient,
    cast: Cast,
    action: dict[str, Any] | None = None,
    by: str = "community_worker",
    **more: Any,
) -> dict[str, Any]:
    answer = await ask(client, cast, by, "POST", RULES, json=draft(action, **more))
    assert answer.status_code == 201, answer.text
    rule: dict[str, Any] = answer.json()
    return rule


async def routing(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = "community_worker"
) -> list[dict[str, Any]]:
    answer = await ask(client, cast, by, "GET", f"/tickets/{ticket['id']}/routing")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["routings"]
    return found


async def claimed(client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any]) -> Response:
    return await ask(client, cast, who, "POST", f"/tickets/{ticket['id']}/claim", json={})
