"""Things that are counted, of the cast's people."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.models import PointsAlarm
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.features.points_alarms.service.counting import count
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT

ALARMS, RULES = "/api/v1/points-alarms", "/api/v1/points-alarm-rules"
ABOVE = "subdistrict_administrator"


async def counted(
    session: AsyncSession,
    cast: Cast,
    kind: AlarmKind,
    key: str = "resident",
    *,
    other: str | None = None,
    amount: int = 1,
    ago: timedelta = timedelta(0),
    now: datetime | None = None,
) -> PointsAlarm | None:
    return await count(
        session,
        kind,
        community_id=cast.places[HOME],
        district_id=cast.places[DISTRICT],
        person_id=cast.people[key],
        other_id=cast.people[other] if other else None,
        amount=amount,
        now=(now or utc_now()) - ago,
    )


async def open_alarms(client: AsyncClient, cast: Cast, key: str = ABOVE) -> list[dict[str, Any]]:
    seen = await client.get(f"{ALARMS}?state=open", headers=await cast.headers(key))
    assert seen.status_code == 200, seen.text
    items: list[dict[str, Any]] = seen.json()["items"]
    return items
