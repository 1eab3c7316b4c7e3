"""What offices read about points until it is over."""

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.rules import AlarmKind
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.manual_credits.credits import ASKER, SECOND, THIRD, Desk
from tests.features.points_alarms.watch import ALARMS, counted
from tests.features.points_budgets.limits import (
    DISTRICT_ADMIN,
    budget,
    drawn,
    set_by,
    this_month,
)


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def told(desk: Desk, key: str) -> list[str]:
    """The titles of what somebody has still to see to, or to read."""
    seen = await desk.send(key, "GET", "/api/v1/me/messages?unread=true")
    assert seen.status_code == 200, seen.text
    return sorted(line["title"] for line in seen.json()["items"])


async def test_a_budget_that_runs_low(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    month = budget(100, community_id=cast.places[HOME], period="month", starts_on=this_month())
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, month)).json()["id"]
    path = f"/api/v1/points-budgets/{budget_id}/limit"

    async def raise_to(points: int) -> None:
        change = {"points": points, "pays_part": True, "reason": "追加"}
        assert (await desk.send(THIRD, "PUT", path, change)).status_code == 200
        await work()

    await drawn(session, cast, 79)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == []
    await drawn(session, cast, 1)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == await told(desk, THIRD) == ["积分额度即将用完"]
    await drawn(session, cast, 30)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == await told(desk, THIRD) == ["积分额度不足"]
    await raise_to(1000)
    assert await told(desk, ASKER) == await told(desk, THIRD) == []
    await drawn(session, cast, 800)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == ["积分额度即将用完"]
    await drawn(session, cast, 120)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == ["积分额度不足"]
    await raise_to(1001)
    assert await told(desk, ASKER) == await told(desk, THIRD) == ["积分额度即将用完"]
    await drawn(session, cast, 100)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == ["积分额度不足"], "told anew"
    await raise_to(2000)
    assert await told(desk, ASKER) == []
    await raise_to(1200)
    assert await told(desk, ASKER) == ["积分额度即将用完"], "lowered into the red"
    await raise_to(1001)
    assert await told(desk, ASKER) == ["积分额度不足"]


async def test_a_budget_that_was_raised_and_is_low_again(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    month = budget(100, community_id=cast.places[HOME], period="month", starts_on=this_month())
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, month)).json()["id"]
    path = f"/api/v1/points-budgets/{budget_id}/limit"

    async def raise_to(points: int) -> None:
        change = {"points": points, "pays_part": True, "reason": "追加"}
        assert (await desk.send(THIRD, "PUT", path, change)).status_code == 200
        await work()

    await drawn(session, cast, 100)
    await session.commit()
    await raise_to(1000)
    await drawn(session, cast, 750)
    await session.commit()
    await work()
    assert await told(desk, ASKER) == ["积分额度即将用完"]
    # Raised and low again before anybody heard of either: it stays low.
    await raise_to(901)
    assert await told(desk, ASKER) == ["积分额度即将用完"]


async def test_a_credit_that_waits(desk: Desk, work: Work) -> None:
    first, second = await desk.asked(points=5), await desk.asked(points=6)
    await work()
    assert await told(desk, SECOND) == ["有补发积分待审批"] * 2
    await desk.approve(first)
    await desk.decline(second)
    await work()
    assert await told(desk, SECOND) == []
    assert await told(desk, ASKER) == ["补发积分未获批准"]
    assert await told(desk, "resident") == ["收到补发积分"]
    await desk.reverse(first)
    await work()
    assert await told(desk, "resident") == ["收到补发积分", "补发积分已冲正"]


async def test_an_alarm(desk: Desk, cast: Cast, session: AsyncSession, work: Work) -> None:
    raised = await counted(session, cast, AlarmKind.CARD_HOUR, amount=400)
    assert raised is not None
    await session.commit()
    await work()
    assert await told(desk, SECOND) == await told(desk, THIRD) == ["积分异常待核查"]
    assert await told(desk, "resident") == []
    body = {"state": "cleared", "reason": "已核对"}
    await desk.send(THIRD, "PUT", f"{ALARMS}/{raised.id}/decision", body)
    await work()
    assert await told(desk, SECOND) == []
