"""Many at once: caps hold, and two who give to each other both come through."""

import asyncio
from collections import Counter
from typing import Any

from httpx import AsyncClient

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.card_gifts.rules import TAKES_ROOM
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.card_gifts.giving import Giving

GIVER, TAKER, THIRD = "resident", "same_building", "same_compound"
SIDES, SPANS = ("giver", "receiver"), ("day", "month")
WIDE: dict[str, Any] = {f"{side}_{span}_points": 1000 for side in SIDES for span in SPANS}
"""What one test gave takes no room in the next: all commit to one database."""


async def proven(parts: Parts) -> None:
    async with parts.get(Database).sessions() as session:
        assert not await verify(session)
        assert not await verify_lots(session)


async def enrich(giving: Giving, *keys: str) -> None:
    """A hundred points each, from the community."""
    for key in keys:
        assert (await giving.approve(await giving.asked(key, 100))).status_code == 200


async def test_forty_gifts_within_a_cap(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    giving = Giving(crowd, crowd_cast)
    await enrich(giving, GIVER)
    before = [gift for gift in await giving.mine(GIVER, "given") if gift["state"] in TAKES_ROOM]
    spent = sum(gift["amount_points"] for gift in before)
    await giving.allow(**WIDE | {"giver_day_points": spent + 50})
    recipients = [await giving.found(GIVER, TAKER), await giving.found(GIVER, THIRD)]
    answers = await asyncio.gather(
        *(giving.offer_to(GIVER, recipients[number % 2], 5) for number in range(40))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 30}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"giver_cap_reached"}
    await proven(open_parts)


async def test_two_who_give_to_each_other(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    giving = Giving(crowd, crowd_cast)
    await enrich(giving, GIVER, TAKER)
    before = await giving.balance(GIVER), await giving.balance(TAKER)
    await giving.allow(**WIDE)
    there, back = await giving.found(GIVER, TAKER), await giving.found(TAKER, GIVER)
    offers = await asyncio.gather(
        *(
            each
            for _ in range(8)
            for each in (giving.offer_to(GIVER, there, 2), giving.offer_to(TAKER, back, 3))
        )
    )
    assert {answer.status_code for answer in offers} == {201}
    taken = await asyncio.gather(
        *(
            giving.accept(TAKER if made.json()["amount_points"] == 2 else GIVER, made.json()["id"])
            for made in offers
        )
    )
    assert {answer.status_code for answer in taken} == {200}
    assert (await giving.balance(GIVER), await giving.balance(TAKER)) == (
        before[0] + 8,
        before[1] - 8,
    )
    await proven(open_parts)


async def test_no_circle_by_being_quick(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    giving = Giving(crowd, crowd_cast)
    await enrich(giving, TAKER, THIRD)
    await giving.allow(**WIDE, circle_days=30)
    there, back = await giving.found(TAKER, THIRD), await giving.found(THIRD, TAKER)
    answers = await asyncio.gather(
        giving.offer_to(TAKER, there, 2), giving.offer_to(THIRD, back, 2)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_taking_meets_withdrawing(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    giving = Giving(crowd, crowd_cast)
    await enrich(giving, GIVER)
    await giving.allow(**WIDE)
    before = await giving.balance(TAKER)
    gifts = [await giving.offered(GIVER, TAKER, 1) for _ in range(8)]
    answers = await asyncio.gather(
        *(
            each
            for gift in gifts
            for each in (giving.accept(TAKER, gift), giving.withdraw_gift(GIVER, gift))
        )
    )
    won = Counter(answer.json().get("state") for answer in answers if answer.status_code == 200)
    assert sum(won.values()) == 8
    assert await giving.balance(TAKER) == before + won["accepted"]
    await proven(open_parts)
