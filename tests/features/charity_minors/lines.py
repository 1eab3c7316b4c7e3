"""What minors may donate, over HTTP, and for lists."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.points.earned import DISTRICT


async def allow(
    client: AsyncClient,
    cast: Cast,
    *,
    by: str = "district_administrator",
    at: str = DISTRICT,
    **terms: Any,
) -> Response:
    headers = await cast.headers(by) | {"Idempotency-Key": str(new_id())}
    path = f"/api/v1/places/{cast.places[at]}/charity-minor-policies"
    body = {"minimum_age": 8, "month_points": 100} | terms
    return await client.post(path, json=body, headers=headers)


async def allowed(client: AsyncClient, cast: Cast, count: int) -> None:
    """So many editions of the district's."""
    for number in range(1, count + 1):
        later = (utc_now() + timedelta(days=number)).isoformat()
        assert (await allow(client, cast, valid_from=later)).status_code == 201
