"""A credit from its asking to its end: who says what, and what is on the card."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.features.manual_credits.credits import ASKER, CREDITS, SECOND, THIRD, Desk, said
from tests.features.points.earned import fund
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, set_by, shown


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def test_a_second_person_puts_it_on_the_card(desk: Desk, session: AsyncSession) -> None:
    credit = await desk.asked(reference="签到表第 3 行")
    assert await desk.balance() == 0
    waiting = await desk.send(SECOND, "GET", f"{CREDITS}?state=pending")
    [line] = waiting.json()["items"]
    assert (line["id"], line["person_name"], line["asked_by_name"]) == (credit, "甲居民", "甲社工")
    assert said(await desk.approve(credit)) == (200, "approved")
    assert await desk.balance() == 20
    [on_card] = (await desk.send("resident", "GET", "/api/v1/points/card/lines")).json()["items"]
    assert (on_card["reason"], on_card["reference_kind"], on_card["reference_id"]) == (
        "人工补发：好人好事",
        "manual_credit",
        credit,
    )
    [mine] = (await desk.send("resident", "GET", "/api/v1/me/manual-credits")).json()["items"]
    assert (mine["id"], mine["note"], mine["amount_points"]) == (credit, "楼道除冰", 20)
    assert "asked_by_name" not in mine
    whole = (await desk.send("auditor", "GET", f"{CREDITS}/{credit}")).json()
    assert (whole["closed_by_name"], whole["closing_note"]) == ("甲街管", "属实")
    assert whole["photos"] == []
    assert said(await desk.approve(credit, THIRD)) == (409, "credit_closed")
    assert not await verify(session)


async def test_by_the_number_on_the_card(desk: Desk) -> None:
    card = (await desk.send("resident", "GET", "/api/v1/points/card")).json()["number"]
    body: dict[str, Any] = {"person_id": None, "card_number": card}
    credit = await desk.asked(**body)
    assert said(await desk.approve(credit)) == (200, "approved")
    unknown = await desk.ask(person_id=None, card_number="0" * 18)
    assert said(unknown) == (404, "receiver_unknown")
    assert said(await desk.ask(card_number=card)) == (422, "one_receiver_needed")
    # Whom the community has nothing to do with, is told by the card alone.
    assert said(await desk.ask("far_resident")) == (404, "receiver_unknown")


async def test_nobody_says_yes_to_their_own(desk: Desk, session: AsyncSession) -> None:
    assert said(await desk.ask(ASKER)) == (422, "receiver_is_asker")
    credit = await desk.asked()
    assert said(await desk.approve(credit, ASKER)) == (403, "own_credit")
    assert said(await desk.decline(credit, ASKER)) == (403, "own_credit")
    for_second = (
        await desk.send(
            SECOND,
            "GET",
            "/api/v1/points/card?district_id=" + str(desk.cast.places["510108000000"]),
        )
    ).json()["number"]
    own = await desk.asked(person_id=None, card_number=for_second)
    assert said(await desk.approve(own)) == (403, "own_credit")
    assert said(await desk.approve(own, THIRD)) == (200, "approved")
    assert said(await desk.reverse(own, SECOND)) == (403, "own_credit")


async def test_no_goes_with_a_reason_and_what_was_asked_for_is_withdrawn(desk: Desk) -> None:
    first, second = await desk.asked(), await desk.asked()
    assert said(await desk.decline(first)) == (200, "declined")
    assert said(await desk.approve(first, THIRD)) == (409, "credit_closed")
    assert said(await desk.withdraw(second, "grid_chief")) == (403, "not_your_credit")
    assert [said(await desk.withdraw(second)) for _ in range(2)] == [(200, "withdrawn")] * 2
    assert said(await desk.decline(second)) == (409, "credit_closed")
    assert said(await desk.withdraw(first)) == (409, "credit_closed")
    assert await desk.balance() == 0
    mine = await desk.send("resident", "GET", "/api/v1/me/manual-credits")
    assert mine.json()["items"] == []


async def test_strangers_do_not_see_it(desk: Desk) -> None:
    credit = await desk.asked()
    far = "far_community_worker"
    assert said(await desk.approve(credit, far)) == (404, "not_found")
    assert (await desk.send(far, "GET", f"{CREDITS}/{credit}")).status_code == 404
    assert (await desk.send(far, "GET", CREDITS)).json()["items"] == []
    assert said(await desk.approve(credit, "grid_chief")) == (403, "permission_missing")
    assert said(await desk.ask(by=SECOND)) == (403, "permission_missing")
    keyless = await desk.client.post(
        f"{CREDITS}/{credit}/approval", json={}, headers=await desk.cast.headers(SECOND)
    )
    assert keyless.status_code == 400


async def test_a_third_person_takes_back_what_is_there(
    desk: Desk, session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    home = budget(100, community_id=cast.places[HOME])
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, home)).json()["id"]
    credit = await desk.asked(points=30)
    assert said(await desk.reverse(credit)) == (409, "credit_not_given")
    await desk.approve(credit)
    assert (await shown(client, cast, budget_id))["used_points"] == 30
    assert said(await desk.reverse(credit, SECOND)) == (403, "approved_by_yourself")
    await desk.give(12)
    back = await desk.reverse(credit)
    assert (said(back), back.json()["taken_points"]) == ((200, "reversed"), 18)
    assert await desk.balance() == 0
    assert (await shown(client, cast, budget_id))["used_points"] == 12
    assert said(await desk.reverse(credit)) == (409, "credit_not_given")
    [mine] = (await desk.send("resident", "GET", "/api/v1/me/manual-credits")).json()["items"]
    assert (mine["state"], mine["taken_points"], mine["reversal_note"]) == (
        "reversed",
        18,
        "重复发放",
    )
    assert not await verify(session)


async def test_what_was_spent_whole_is_let_go(desk: Desk, session: AsyncSession) -> None:
    credit = await desk.asked(points=5)
    await desk.approve(credit)
    await desk.give(5)
    back = await desk.reverse(credit)
    assert (said(back), back.json()["taken_points"]) == ((200, "reversed"), 0)
    # What came from elsewhere later is not touched.
    await fund(session, desk.cast, "resident", 7, now=utc_now())
    await session.commit()
    assert await desk.balance() == 7


async def test_a_budget_covers_the_whole_or_nothing_is_paid(
    desk: Desk, client: AsyncClient, cast: Cast
) -> None:
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, budget(25))).json()["id"]
    first, second = await desk.asked(points=20), await desk.asked(points=20)
    assert said(await desk.approve(first)) == (200, "approved")
    short = await desk.approve(second)
    assert (said(short), short.json()["left_points"]) == ((409, "budget_used_up"), 5)
    assert (await shown(client, cast, budget_id))["used_points"] == 20
    change = {"points": 40, "pays_part": True, "reason": "追加"}
    await desk.send(THIRD, "PUT", f"/api/v1/points-budgets/{budget_id}/limit", change)
    assert said(await desk.approve(second)) == (200, "approved")
    assert await desk.balance() == 40
