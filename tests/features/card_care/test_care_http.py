"""Frozen cards, looks of staff, and what a holder reads."""

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.features.manual_credits.credits import SECOND, THIRD, Desk
from tests.features.points.earned import fund
from tests.features.points_alarms.watch import ALARMS, counted
from tests.features.points_clawback.lines import indebted

FREEZES, OVERVIEW = "/api/v1/card-freezes", "/api/v1/points/card/overview"


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def confirmed(desk: Desk, session: AsyncSession, key: str = "resident") -> str:
    alarm = await counted(session, desk.cast, AlarmKind.CARD_DAY, key, amount=1000)
    assert alarm is not None
    body = {"state": "confirmed", "reason": "冒领"}
    by = THIRD if key == SECOND else SECOND
    found = await desk.send(by, "PUT", f"{ALARMS}/{alarm.id}/decision", body)
    assert found.status_code == 200, found.text
    return str(alarm.id)


async def freeze(desk: Desk, alarm: str, by: str = SECOND) -> Response:
    path = f"{ALARMS}/{alarm}/card-freezes"
    return await desk.send(by, "POST", path, {"party": "person", "reason": "冒领活动积分"})


async def thaw(desk: Desk, frozen: str, by: str = THIRD) -> Response:
    return await desk.send(by, "PUT", f"{FREEZES}/{frozen}/thawing", {"reason": "已退回"})


async def test_a_frozen_card_pays_nothing_and_earns_on(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    await fund(session, cast, "resident", 20, now=utc_now())
    alarm = await counted(session, cast, AlarmKind.CARD_DAY, amount=1000)
    assert alarm is not None
    assert said(await freeze(desk, str(alarm.id))) == (409, "alarm_not_confirmed")
    body = {"state": "confirmed", "reason": "冒领"}
    await desk.send(SECOND, "PUT", f"{ALARMS}/{alarm.id}/decision", body)
    made = await freeze(desk, str(alarm.id))
    assert made.status_code == 201, made.text
    assert (made.json()["holder_name"], made.json()["card_number"][6:15]) == ("甲*民", "*********")
    assert said(await freeze(desk, str(alarm.id), THIRD)) == (409, "card_frozen_already")
    pool = {"community_id": str(cast.places[HOME]), "amount_points": 5}
    refused = await desk.send("resident", "POST", "/api/v1/charity/donations", pool)
    assert said(refused) == (409, "card_frozen")
    await desk.approve(await desk.asked(points=7), by=THIRD)
    assert await desk.balance() == 27
    seen = (await desk.send("resident", "GET", OVERVIEW)).json()
    assert (seen["frozen_reason"], seen["available_points"]) == ("冒领活动积分", 27)
    [line] = (await desk.send("auditor", "GET", f"{FREEZES}?standing=true")).json()["items"]
    assert said(await thaw(desk, line["id"], SECOND)) == (403, "frozen_by_yourself")
    assert (await thaw(desk, line["id"])).json()["thawed_by_name"] == "甲区管"
    assert said(await thaw(desk, line["id"])) == (409, "card_thawed_already")
    assert (await desk.send("auditor", "GET", f"{FREEZES}?standing=true")).json()["items"] == []
    again = await desk.send("resident", "POST", "/api/v1/charity/donations", pool)
    assert again.status_code == 201


async def test_nobody_freezes_or_thaws_their_own(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    alarm = await confirmed(desk, session, SECOND)
    assert said(await freeze(desk, alarm, SECOND)) == (403, "own_card_freeze")
    frozen = (await freeze(desk, alarm, THIRD)).json()["id"]
    assert said(await thaw(desk, frozen, SECOND)) == (403, "own_card_freeze")


async def test_a_holder_reads_what_they_owe(desk: Desk, session: AsyncSession, cast: Cast) -> None:
    await indebted(session, cast, 2)
    seen = (await desk.send("resident", "GET", OVERVIEW)).json()
    assert (seen["owed_points"], seen["debt_text"]) == (
        6,
        "此前被扣回的积分尚欠 6 分，以后得分时自动抵扣一部分",
    )
    assert seen["level_text"] == "本区没有设置幸福卡等级"


async def test_staff_look_with_a_reason_and_the_holder_knows(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    await fund(session, cast, "resident", 20, now=utc_now())
    card = (await desk.send("resident", "GET", "/api/v1/points/card")).json()
    look = {"card_number": card["number"], "purpose": "counter", "reason": "咨询积分变动"}
    seen = await desk.send("community_worker", "POST", "/api/v1/points-card-looks", look)
    assert seen.status_code == 200, seen.text
    assert (seen.json()["holder_name"], seen.json()["balance_points"]) == ("甲*民", 20)
    away = await desk.send("far_community_worker", "POST", "/api/v1/points-card-looks", look)
    assert away.status_code == 404
    looks = (await desk.send("resident", "GET", "/api/v1/me/access-log")).json()
    assert "points_card" in str(looks), looks
