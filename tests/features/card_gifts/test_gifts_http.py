"""Gifts over HTTP: offered, answered, and what is refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.card_gifts.expiring import forget_tries
from shequ_api.features.card_gifts.models import CardGift, CardGiftTry
from shequ_api.features.card_gifts.service.answering import lapse
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.features.points_lots.models import ExpiryPolicy
from shequ_api.features.points_lots.rules import Span
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast, place
from tests.clocks import Work
from tests.features.card_gifts.giving import GIFTS, KNOWN, Giving
from tests.features.points.earned import DISTRICT, fund
from tests.features.points_alarms.watch import open_alarms

CITY = "510100000000"
GIVER, TAKER, THIRD = "resident", "same_building", "same_compound"


@pytest.fixture
def giving(client: AsyncClient, cast: Cast) -> Giving:
    return Giving(client, cast)


@pytest.fixture
async def rich(session: AsyncSession, cast: Cast, giving: Giving) -> None:
    """The giver has 200 points, and gifts are let."""
    await fund(session, cast, GIVER, 200, now=utc_now())
    assert (await giving.allow()).status_code == 201


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_gift_is_held_and_then_taken(
    giving: Giving, rich: None, session: AsyncSession, work: Work
) -> None:
    card = (await giving.send(TAKER, "GET", "/api/v1/points/card")).json()
    found = await giving.find(GIVER, card_number=card["number"])
    assert found.json()["masked_name"] == "乙*民"
    made = await giving.offer_to(GIVER, found.json()["recipient_id"], 30, "谢谢")
    assert made.status_code == 201, made.text
    assert (made.json()["state_title"], made.json()["other_name"]) == ("待接收", "乙*民")
    mine = (await giving.send(GIVER, "GET", "/api/v1/points/card")).json()
    assert (mine["held_points"], mine["available_points"]) == (30, 170)
    [seen] = await giving.mine(TAKER, "received")
    assert (seen["other_name"], seen["message"], seen["state"]) == ("甲*民", "谢谢", "offered")
    taken = await giving.accept(TAKER, seen["id"])
    assert (taken.status_code, taken.json()["state"]) == (200, "accepted")
    assert (await giving.accept(TAKER, seen["id"])).json() == taken.json()
    assert (await giving.balance(GIVER), await giving.balance(TAKER)) == (170, 30)
    [line] = (await giving.send(TAKER, "GET", "/api/v1/points/card/lines")).json()["items"]
    assert (line["reason"], line["reference_kind"]) == ("居民之间的积分转赠", "card_gift")
    await work()
    for key, words in ((TAKER, "有居民向您转赠 30 积分"), (GIVER, "对方已接收")):
        told = (await giving.send(key, "GET", "/api/v1/me/messages")).json()["items"]
        assert any(words in each["text"] for each in told), told
    assert not await verify(session)
    assert not await verify_lots(session)


async def test_points_keep_their_day(giving: Giving, session: AsyncSession, cast: Cast) -> None:
    """Given in their last month they are good for no longer, and an offer waits no longer."""
    began = utc_now() - timedelta(days=60)
    session.add(_month(cast, began))
    await session.flush()
    coming = utc_now() - timedelta(days=40)
    for ago in (timedelta(0), timedelta(days=31)):
        await fund(session, cast, GIVER, 20, now=coming + ago)
    first = await _days(giving, GIVER)
    assert (await giving.allow(answer_days=30)).status_code == 201
    made = (await giving.offer(GIVER, TAKER, 30)).json()
    taken = await giving.accept(TAKER, made["id"])
    assert taken.status_code == 200
    over = date.fromisoformat(first[0]["expires_on"]) + timedelta(days=1)
    assert made["answer_by"][:10] <= over.isoformat()
    days = [(each["expires_on"], each["points"]) for each in await _days(giving, TAKER)]
    assert {day for day, _ in days} <= {each["expires_on"] for each in first}
    assert sum(points for _, points in days) == 30


def _month(cast: Cast, began: datetime) -> ExpiryPolicy:
    """Points are good to the end of the month after the next."""
    return ExpiryPolicy(
        id=new_id(),
        district_id=cast.places[DISTRICT],
        span=Span.MONTHS,
        length=2,
        notice_days=[7],
        valid_from=began,
        set_by_id=cast.people["district_administrator"],
        set_at=began,
    )


async def _days(giving: Giving, key: str) -> list[dict[str, Any]]:
    card = (await giving.send(key, "GET", "/api/v1/points/card")).json()
    return list(card["expiring"])


async def test_what_is_not_taken_is_the_givers_again(
    giving: Giving, rich: None, session: AsyncSession
) -> None:
    declined, withdrawn, late = [await giving.offered(GIVER, TAKER, 10) for _ in range(3)]
    assert (await giving.decline_gift(TAKER, declined)).json()["state"] == "declined"
    assert (await giving.withdraw_gift(GIVER, withdrawn)).json()["state"] == "withdrawn"
    assert said(await giving.accept(TAKER, withdrawn)) == (409, "gift_over")
    await lapse(session, utc_now() + timedelta(days=8))
    [*_, first] = [gift["state_title"] for gift in await giving.mine(GIVER, "given")]
    assert first == "已谢绝，积分已退回"
    assert said(await giving.accept(TAKER, late)) == (409, "gift_over")
    gift = await session.get_one(CardGift, late)
    assert gift.state == "expired"


async def test_only_the_two_know_of_a_gift(giving: Giving, rich: None) -> None:
    gift = await giving.offered(GIVER, TAKER)
    for key in (GIVER, THIRD):
        assert (await giving.accept(key, gift)).status_code == 404
        assert (await giving.decline_gift(key, gift)).status_code == 404
    for key in (TAKER, THIRD):
        assert (await giving.withdraw_gift(key, gift)).status_code == 404
    assert await giving.mine(THIRD, "given") == await giving.mine(THIRD, "received") == []


async def test_nobody_learns_names_by_trying_phones(giving: Giving, rich: None) -> None:
    taker = KNOWN[TAKER]
    right = await giving.find(GIVER, phone=taker.phone, name=taker.name)
    assert right.json()["masked_name"] == "乙*民"
    misses = [
        {"phone": taker.phone, "name": "乙某某"},
        {"phone": "13811112222", "name": taker.name},
        {"card_number": "510108000000000000"},
    ]
    answers = [await giving.find(GIVER, **each) for each in misses]
    bodies = [{k: v for k, v in a.json().items() if k != "request_id"} for a in answers]
    assert {a.status_code for a in answers} == {404}
    assert bodies[0] == bodies[1] == bodies[2]
    for each in misses[:2]:
        await giving.find(GIVER, **each)
    # Whoever missed five times asks no more today, not even rightly.
    over = await giving.find(GIVER, phone=taker.phone, name=taker.name)
    assert said(over) == (429, "too_many_recipient_tries")
    assert (await giving.find(THIRD, phone=taker.phone, name=taker.name)).status_code == 200


@pytest.mark.parametrize("said_of_them", [{}, {"phone": "13900000002"}, {"name": "乙居民"}])
async def test_a_phone_comes_with_a_name(giving: Giving, rich: None, said_of_them: Any) -> None:
    assert said(await giving.find(GIVER, **said_of_them)) == (422, "one_recipient_needed")


async def test_what_was_found_is_good_for_a_while_and_for_whoever_found_it(
    giving: Giving, rich: None, session: AsyncSession
) -> None:
    recipient = await giving.found(GIVER, TAKER)
    assert said(await giving.offer_to(THIRD, recipient)) == (409, "recipient_over")
    earlier = utc_now() - timedelta(minutes=10)
    await session.execute(update(CardGiftTry).values(tried_at=earlier))
    assert said(await giving.offer_to(GIVER, recipient)) == (409, "recipient_over")
    assert await forget_tries(session, utc_now(), timedelta(minutes=1), 10) == 1
    assert not (await session.scalars(select(CardGiftTry))).all()


async def test_without_a_policy_nobody_gives(giving: Giving, session: AsyncSession) -> None:
    assert said(await giving.find(GIVER, card_number="5" * 18)) == (409, "gifts_off")
    giving.cast.places[CITY] = (await place(session, CITY)).id
    await giving.allow(CITY, "city_administrator")
    assert said(await giving.find(GIVER, card_number="5" * 18)) == (404, "recipient_unknown")
    await giving.allow(enabled=False)
    assert said(await giving.find(GIVER, card_number="5" * 18)) == (409, "gifts_off")


@pytest.mark.parametrize(
    ("terms", "points", "code"),
    [
        ({"least_points": 20}, 10, "gift_size_unfit"),
        ({"most_points": 5}, 10, "gift_size_unfit"),
        ({"giver_day_points": 15}, 10, "giver_cap_reached"),
        ({"giver_day_points": 15, "giver_month_points": 15}, 10, "giver_cap_reached"),
        ({"receiver_day_points": 15}, 10, "receiver_cap_reached"),
        ({"opened_days": 1}, 10, "card_too_new"),
        ({"least_level": 4}, 10, "giver_not_known_enough"),
    ],
)
async def test_what_a_policy_refuses(
    giving: Giving, rich: None, terms: Any, points: int, code: str
) -> None:
    assert (await giving.allow()).status_code == 201
    await giving.offered(GIVER, TAKER, points)
    assert (await giving.allow(**terms)).status_code == 201
    assert said(await giving.offer(GIVER, TAKER, points)) == (409, code)


async def test_what_was_declined_takes_no_room(giving: Giving, rich: None) -> None:
    await giving.allow(giver_day_points=15)
    gift = await giving.offered(GIVER, TAKER, 10)
    await giving.decline_gift(TAKER, gift)
    assert (await giving.offer(GIVER, TAKER, 15)).status_code == 201


async def test_who_gives_and_who_takes(giving: Giving, rich: None) -> None:
    assert said(await giving.offer(GIVER, GIVER)) == (422, "gift_to_yourself")
    lost = KNOWN["newcomer"]
    found = await giving.find(GIVER, phone=lost.phone, name=lost.name)
    answer = await giving.offer_to(GIVER, found.json()["recipient_id"])
    assert said(answer) == (409, "receiver_not_known_enough")
    stranger = await giving.find("newcomer", card_number="5" * 18)
    assert said(stranger) == (403, "identity_level_too_low")
    assert said(await giving.offer(THIRD, TAKER)) == (409, "balance_too_low")


async def test_a_gift_rests_before_it_is_given_on(giving: Giving, rich: None) -> None:
    await giving.allow(rest_days=30)
    await giving.accept(TAKER, await giving.offered(GIVER, TAKER, 30))
    answer = await giving.offer(TAKER, THIRD, 1)
    assert (said(answer), answer.json()["giveable_points"]) == ((409, "gift_resting"), 0)
    await giving.give(5, TAKER)


async def test_nobody_gives_back_for_a_while(giving: Giving, rich: None) -> None:
    await giving.allow(circle_days=30)
    await giving.accept(TAKER, await giving.offered(GIVER, TAKER, 30))
    assert said(await giving.offer(TAKER, GIVER, 10)) == (409, "gift_in_circle")
    assert (await giving.offer(TAKER, THIRD, 10)).status_code == 201


async def test_words_that_the_place_forbids(giving: Giving, rich: None) -> None:
    words = {"words": ["坏话"], "verdict": "risky"}
    made = await giving.send("district_administrator", "POST", "/api/v1/sensitive-words", words)
    assert made.status_code == 201, made.text
    assert said(await giving.offer(GIVER, TAKER, 1, "说坏话")) == (422, "words_unfit")
    assert (await giving.offer(GIVER, TAKER, 1, "长" * 41)).status_code == 422


async def test_many_gifts_to_one_card_are_noticed(
    giving: Giving, rich: None, client: AsyncClient, cast: Cast, work: Work
) -> None:
    for _ in range(5):
        await giving.accept(TAKER, await giving.offered(GIVER, TAKER, 1))
    await work()
    [alarm] = await open_alarms(client, cast)
    assert (alarm["kind_title"], alarm["person_name"]) == ("一张卡短时间内多次受赠", "乙居民")


async def test_the_same_key_gives_once(giving: Giving, rich: None, cast: Cast) -> None:
    recipient = await giving.found(GIVER, TAKER)
    headers = await cast.headers(GIVER) | {
        "Idempotency-Key": "6f9619ff-8b86-4d11-b42d-00cf4fc964ff"
    }
    body = {"recipient_id": recipient, "amount_points": 10}
    first = await giving.client.post(GIFTS, json=body, headers=headers)
    again = await giving.client.post(GIFTS, json=body, headers=headers)
    assert again.json() == first.json()
    assert len(await giving.mine(GIVER, "given")) == 1
    bare = await giving.client.post(GIFTS, json=body, headers=await cast.headers(GIVER))
    assert bare.status_code == 400


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"least_points": 60}, "gift_policy_unfit"),
        ({"giver_day_points": 999}, "gift_policy_unfit"),
        ({"receiver_day_points": 999}, "gift_policy_unfit"),
        ({"valid_from": "2026-01-01T00:00:00+08:00"}, "gift_policy_begun"),
    ],
)
async def test_what_no_policy_is(giving: Giving, terms: Any, code: str) -> None:
    assert said(await giving.allow(**terms)) == (422, code)


async def test_only_of_a_district_or_city(giving: Giving) -> None:
    assert said(await giving.allow(HOME)) == (422, "gift_policy_place_unfit")
