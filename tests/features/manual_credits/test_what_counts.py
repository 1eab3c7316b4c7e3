"""What takes room under a receiver's month, and whose card a reversal finds."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import Engine, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.manual_credits.models import ManualCredit, ManualCreditPhoto
from shequ_api.features.manual_credits.personal import PERSONAL_DATA
from shequ_api.features.manual_credits.service.closing import lapse
from shequ_api.features.points.public import pay_from_card
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import Cast
from tests.features.earnings.merging import merged
from tests.features.manual_credits.credits import ASKER, CREDITS, SECOND, THIRD, Desk, said
from tests.features.manual_credits.test_limits import LIMITS
from tests.features.patrols.field import photo_of
from tests.features.points.earned import DISTRICT, fund
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, set_by

LAST_MONTH = timedelta(days=45)


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def _limit(desk: Desk, points: int) -> None:
    limits = {"per_receiver_month": points, "per_asker_day": 10_000}
    assert (await desk.send(THIRD, "PUT", LIMITS, limits)).status_code == 200


async def _earlier(session: AsyncSession, credit: str, **when: object) -> None:
    then = utc_now() - LAST_MONTH
    moved = {"asked_at": then, "asked_on": china_date(then)} | when
    await session.execute(update(ManualCredit).where(ManualCredit.id == credit).values(**moved))
    await session.commit()


async def test_a_reversal_follows_an_account_that_was_merged(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    credit = await desk.asked(points=50)
    assert said(await desk.approve(credit)) == (200, "approved")
    await fund(session, cast, "same_building", 5, now=utc_now())
    await merged(session, cast, "resident", "same_building")
    await session.commit()
    back = await desk.reverse(credit)
    assert (said(back), back.json()["taken_points"]) == ((200, "reversed"), 50)
    assert await desk.balance("same_building") == 5
    assert not await verify(session)


async def _spend(session: AsyncSession, cast: Cast, points: int) -> None:
    district_id, now = cast.places[DISTRICT], utc_now()
    shop = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key="shop/1",
        kind="shop",
        district_id=district_id,
        floor=0,
        now=now,
    )
    await pay_from_card(
        session,
        person_id=cast.people["resident"],
        district_id=district_id,
        amount_points=points,
        to_account_id=shop.id,
        key="pay/1",
        reason="兑换",
        reference_kind="order",
        reference_id=shop.id,
        now=now,
    )
    await session.commit()


async def test_what_a_reversal_left_on_the_card_still_counts(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    await _limit(desk, 50)
    credit = await desk.asked(points=50)
    await desk.approve(credit)
    await _spend(session, cast, 30)
    assert (await desk.reverse(credit)).json()["taken_points"] == 20
    over = await desk.ask(points=21)
    assert (said(over), over.json()["counted_points"]) == ((409, "receiver_limit_reached"), 30)
    assert said(await desk.ask(points=20)) == (201, "pending")


async def test_it_counts_in_the_month_in_which_it_is_paid(
    desk: Desk, session: AsyncSession
) -> None:
    await _limit(desk, 50)
    old = await desk.asked(points=40)
    await _earlier(session, old, asked_at=utc_now() - timedelta(days=20))
    over = await desk.ask(points=20)
    assert (said(over), over.json()["counted_points"]) == ((409, "receiver_limit_reached"), 40)
    await _limit(desk, 60)
    new = await desk.asked(points=20)
    await _limit(desk, 50)
    assert said(await desk.approve(new)) == (200, "approved")
    short = await desk.approve(old)
    assert said(short) == (409, "receiver_limit_reached")
    assert (short.json()["limit_points"], short.json()["counted_points"]) == (50, 20)
    # What was paid last month takes no room in this one.
    await _earlier(session, new, closed_at=utc_now() - LAST_MONTH)
    assert said(await desk.approve(old)) == (200, "approved")


async def test_what_nobody_decides_lapses(desk: Desk, session: AsyncSession) -> None:
    await _limit(desk, 50)
    old, fresh = await desk.asked(points=30), await desk.asked(points=20)
    await _earlier(session, old)
    await lapse(session, utc_now())
    await session.commit()
    listed = (await desk.send(SECOND, "GET", CREDITS)).json()["items"]
    states = {line["id"]: (line["state"], line["state_title"]) for line in listed}
    assert states == {old: ("lapsed", "逾期未审批"), fresh: ("pending", "待审批")}
    assert said(await desk.approve(old)) == (409, "credit_closed")
    assert said(await desk.ask(points=30)) == (201, "pending"), "it takes no room any more"
    told = select(Event.facts).where(Event.name == "manual_credit_closed")
    assert [facts["state"] for facts in await session.scalars(told)] == ["lapsed"]


async def test_photos_go_with_whoever_they_are_about(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    photos = [await photo_of(session, cast.people[ASKER]) for _ in range(2)]
    await session.commit()
    theirs = await desk.asked(photo_ids=photos[:1])
    other = await desk.asked("same_building", photo_ids=photos[1:])
    await desk.approve(theirs)
    await PERSONAL_DATA.erase(session, cast.people["resident"], utc_now())
    await session.commit()
    left = await session.scalars(select(ManualCreditPhoto.credit_id))
    assert [str(each) for each in left] == [other]


async def test_the_card_is_locked_before_budgets(
    desk: Desk, session: AsyncSession, client: AsyncClient, cast: Cast
) -> None:
    await set_by(client, cast, DISTRICT_ADMIN, budget(1000))
    credit = await desk.asked()
    locks: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "FOR NO KEY UPDATE" in statement or "FOR UPDATE" in statement:
            locks.append(statement.split("FROM ")[1].split()[0])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert said(await desk.approve(credit)) == (200, "approved")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    order = ["persons", "manual_credits", "points_cards", "points_budgets", "ledger_accounts"]
    assert sorted(set(locks) & set(order), key=locks.index) == order
