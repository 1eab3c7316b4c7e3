"""Ladders over HTTP, and of a district for lists."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.points.earned import DISTRICT

STEPS = [
    {"key": "bronze", "title": "铜卡", "threshold_points": 0, "gives": "基础服务"},
    {"key": "silver", "title": "银卡", "threshold_points": 40, "gives": "优先报名"},
    {"key": "gold", "title": "金卡", "threshold_points": 100, "gives": "全部"},
]
CITY = "510100000000"


async def climbed(
    client: AsyncClient,
    cast: Cast,
    steps: list[dict[str, Any]] = STEPS,
    *,
    by: str = "district_administrator",
    at: str = DISTRICT,
    **more: Any,
) -> Any:
    """A ladder, as it was answered."""
    headers = await cast.headers(by) | {"Idempotency-Key": str(new_id())}
    body = {"period": "twelve_months", "steps": steps} | more
    path = f"/api/v1/places/{cast.places[at]}/card-ladders"
    return await client.post(path, json=body, headers=headers)


async def laddered(client: AsyncClient, cast: Cast, count: int) -> None:
    """So many editions of the district's."""
    for number in range(1, count + 1):
        later = (utc_now() + timedelta(days=number)).isoformat()
        assert (await climbed(client, cast, valid_from=later)).status_code == 201
