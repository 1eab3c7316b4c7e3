"""Budgets, credits and alarms for lists."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, MEMBERS, Cast
from tests.features.manual_credits.credits import Desk
from tests.features.points_alarms.watch import counted
from tests.features.points_budgets.limits import BUDGETS, DISTRICT_ADMIN, budget


async def issued(client: AsyncClient, cast: Cast, session: AsyncSession, count: int) -> None:
    """So many budgets of next year's months, one of them changed so often; so many credits of the
    resident's, and as many alarms."""
    desk, year = Desk(client, cast), china_date(utc_now()).year + 1
    for month in range(1, count + 1):
        body = budget(500, community_id=cast.places[HOME], period="month")
        body["starts_on"] = f"{year}-{month:02}-01"
        made = await desk.send(DISTRICT_ADMIN, "POST", BUDGETS, body)
        cast.places["points_budget"] = made.json()["id"]
    for more in range(1, count):
        change = {"points": 500 + more, "pays_part": True, "reason": "追加"}
        path = f"{BUDGETS}/{cast.places['points_budget']}/limit"
        assert (await desk.send(DISTRICT_ADMIN, "PUT", path, change)).status_code == 200
    for _ in range(count):
        assert (await desk.approve(await desk.asked(points=1))).status_code == 200
    for member in MEMBERS[:count]:
        await counted(session, cast, AlarmKind.CARD_DAY, member.key, amount=1000)
    await session.commit()
