"""Alarms over HTTP: raised by what really happens, looked into, and begun anew."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.features.redemptions.events import RedemptionFulfilled
from shequ_api.features.stall_sales.events import StallSaleMade
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.manual_credits.credits import SECOND, THIRD, Desk
from tests.features.points.earned import DISTRICT
from tests.features.points_alarms.watch import ABOVE, ALARMS, RULES, counted, open_alarms


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def decide(desk: Desk, alarm: str, by: str = ABOVE, state: str = "cleared") -> Response:
    body = {"state": state, "reason": "已核对名单"}
    return await desk.send(by, "PUT", f"{ALARMS}/{alarm}/decision", body)


async def test_the_same_two_people_again_and_again(
    desk: Desk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    for _ in range(3):
        await desk.approve(await desk.asked(points=5))
    await work()
    of_approver, of_asker = sorted(
        await open_alarms(client, cast, "auditor"), key=lambda each: str(each["kind"])
    )
    line = of_approver
    assert (of_asker["kind"], of_asker["with_name"]) == ("same_asker", "甲社工")
    assert (line["kind"], line["person_name"], line["with_name"], line["amount"]) == (
        "same_approver",
        "甲居民",
        "甲街管",
        3,
    )
    mine = await decide(desk, line["id"])
    assert (mine.status_code, mine.json()["code"]) == (403, "alarm_about_yourself")
    found = await decide(desk, line["id"], THIRD, "confirmed")
    assert (found.json()["state_title"], found.json()["decided_by_name"]) == (
        "已确认异常",
        "甲区管",
    )
    again = await decide(desk, line["id"], THIRD)
    assert (again.status_code, again.json()["code"]) == (409, "alarm_decided")
    # The card is not kept from anything.
    assert await desk.balance() == 15


async def test_points_and_purchases_are_counted_as_they_come(
    session: AsyncSession, client: AsyncClient, cast: Cast, work: Work
) -> None:
    where = {"district_id": cast.places[DISTRICT], "community_id": cast.places[HOME]}
    person_id = cast.people["same_building"]
    for _ in range(4):
        earned = PointsEarned(
            subject_id=new_id(), person_id=person_id, amount_points=80, reason="巡查", **where
        )
        record(session, earned, now=utc_now())
    bought: dict[str, Any] = {
        "person_id": person_id,
        "partner_id": new_id(),
        "goods_id": new_id(),
        "quantity": 1,
        "amount_points": 5,
        "amount_fen": 0,
    } | where
    for number in range(5):
        made = RedemptionFulfilled if number % 2 else StallSaleMade
        record(session, made(subject_id=new_id(), **bought), now=utc_now())
    await session.commit()
    await work()
    lines = await open_alarms(client, cast)
    assert {line["kind"]: line["amount"] for line in lines} == {"card_hour": 320, "redemptions": 5}


async def test_after_a_decision_it_takes_as_much_again(
    desk: Desk, session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    raised = await counted(session, cast, AlarmKind.CARD_HOUR, amount=400)
    assert raised is not None
    await session.commit()
    assert (await decide(desk, str(raised.id))).status_code == 200
    assert await counted(session, cast, AlarmKind.CARD_HOUR, amount=10) is None
    await session.commit()
    assert await open_alarms(client, cast) == []
    # What comes after the decision counts at once, in whatever slice it lies.
    again = await counted(session, cast, AlarmKind.CARD_HOUR, amount=290)
    assert again is not None and again.amount == 300


async def test_who_sees_and_who_decides(
    desk: Desk, session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    raised = await counted(session, cast, AlarmKind.CARD_DAY, amount=900)
    assert raised is not None
    await session.commit()
    assert len(await open_alarms(client, cast, "community_worker")) == 1
    assert await open_alarms(client, cast, "far_community_worker") == []
    for key, status in (("community_worker", 403), ("auditor", 403), ("far_community_worker", 404)):
        assert (await decide(desk, str(raised.id), key)).status_code == status
    one = await desk.send("auditor", "GET", f"{ALARMS}/{raised.id}")
    assert one.json()["facts"] == "1 天内 900 分，预警线 800 分"
    assert (await desk.send("resident", "GET", ALARMS)).status_code == 403


async def test_a_district_says_from_when_on(desk: Desk, session: AsyncSession, cast: Cast) -> None:
    rule = {"enabled": True, "threshold": 10, "window_minutes": 5}
    path = f"{RULES}/card_hour"
    assert (await desk.send(SECOND, "PUT", path, rule)).status_code == 403
    assert (await desk.send(THIRD, "PUT", f"{RULES}/nonsense", rule)).status_code == 422
    assert (await desk.send(THIRD, "PUT", path, rule)).json()["threshold"] == 10
    shown = (await desk.send("auditor", "GET", RULES)).json()["rules"]
    assert {each["kind"]: each["threshold"] for each in shown} == {
        "card_hour": 10,
        "card_day": 800,
        "same_approver": 3,
        "same_asker": 3,
        "staff_pair": 20,
        "mutual": 2,
        "gifts": 5,
        "redemptions": 5,
    }
    assert await counted(session, cast, AlarmKind.CARD_HOUR, amount=10) is not None
    await session.commit()
    await desk.send(THIRD, "PUT", path, rule | {"enabled": False})
    other = await counted(session, cast, AlarmKind.CARD_HOUR, "same_building", amount=99)
    assert other is None
