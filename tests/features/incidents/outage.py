"""An outage in 东苑, and who reports it."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.features.ticket_twins.passing import told


async def published(
    client: AsyncClient, cast: Cast, by: str = "community_worker", **more: Any
) -> Response:
    body = {
        "service_code": "public_facility",
        "title": "东苑停水",
        "answer": "主管道爆裂，正在抢修。",
        "place_ids": [str(cast.places[f"{HOME}-c1"])],
        "starts_at": (utc_now() - timedelta(hours=2)).isoformat(),
        **more,
    }
    return await told(client, cast, by, "POST", "/incidents", **body)


async def linked(client: AsyncClient, cast: Cast, incident: dict[str, Any]) -> dict[str, Any]:
    """Ticket → its line."""
    path = f"/incidents/{incident['id']}/tickets"
    answer = await told(client, cast, "community_worker", "GET", path)
    assert answer.status_code == 200, answer.text
    return {each["ticket_id"]: each for each in answer.json()["items"]}


async def revised(
    client: AsyncClient,
    cast: Cast,
    incident: dict[str, Any],
    by: str = "community_worker",
    edition: int | None = None,
    **more: Any,
) -> Response:
    """Another edition, but for what is not said as the present one."""
    areas = incident["areas"]
    body = {
        "title": incident["title"],
        "answer": incident["answer"],
        "place_ids": [each["place_id"] for each in areas if each["place_id"]],
        "grid_ids": [each["grid_id"] for each in areas if each["grid_id"]],
        "starts_at": incident["starts_at"],
        "ends_at": incident["ends_at"],
        **more,
    }
    headers = await cast.headers(by) | {"If-Match": f'"v{edition or incident["edition"]}"'}
    path = f"/api/v1/incidents/{incident['id']}"
    return await client.put(path, json=body, headers=headers)


async def messages(client: AsyncClient, cast: Cast, by: str) -> dict[str, dict[str, Any]]:
    """Kind → the last message of it."""
    answer = await told(client, cast, by, "GET", "/me/messages")
    return {each["kind"]: each for each in reversed(answer.json()["items"])}


async def ended(
    client: AsyncClient, cast: Cast, incident: dict[str, Any], how: str = "resolution"
) -> None:
    path = f"/incidents/{incident['id']}/{how}"
    done = await told(client, cast, "community_worker", "POST", path, outcome="17:40 恢复供水")
    assert done.status_code == 200, done.text
