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
