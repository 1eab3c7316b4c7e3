"""Budgets of the cast's district, set over HTTP and drawn by whoever pays."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_budgets.public import draw
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT

BUDGETS = "/api/v1/points-budgets"
DISTRICT_ADMIN, WORKER = "district_administrator", "community_worker"


def this_month(now: datetime | None = None) -> str:
    return china_date(now or utc_now()).replace(day=1).isoformat()


def budget(points: int, **more: Any) -> dict[str, Any]:
    """The body of this year's budget of a district, or of what is said else."""
    year = china_date(utc_now()).replace(month=1, day=1).isoformat()
    said = {"period": "year", "starts_on": year, "points": points, "reason": "年度额度"}
    return said | {
        name: str(value) if isinstance(value, UUID) else value for name, value in more.items()
    }


async def set_by(client: AsyncClient, cast: Cast, key: str, body: dict[str, Any]) -> Response:
    return await client.post(BUDGETS, json=body, headers=await cast.headers(key))


async def shown(client: AsyncClient, cast: Cast, budget_id: str) -> dict[str, Any]:
    found = await client.get(f"{BUDGETS}/{budget_id}", headers=await cast.headers(DISTRICT_ADMIN))
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.json()
    return answer


async def drawn(
    session: AsyncSession,
    cast: Cast,
    points: int,
    *,
    at: str = HOME,
    key: str | None = None,
    on: date | None = None,
) -> int:
    """What budgets leave of so many points, in a community, today."""
    now = utc_now()
    return await draw(
        session,
        community_id=cast.places[at],
        district_id=cast.places[DISTRICT],
        points=points,
        on=on or china_date(now),
        key=key or f"test/{new_id()}",
        now=now,
    )
