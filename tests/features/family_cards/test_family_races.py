"""Members of one card at once."""

import asyncio

from httpx import AsyncClient

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.features.family_cards.household import coded, donate, filled, member_of, share_a_dwelling
from tests.features.points.earned import fund
from tests.features.redemptions.market import Market, balance_of

WHO = ("resident", "same_building")


async def _come(market: Market) -> None:
    """Both at once four times: one card is opened, and one code lets one in."""
    for who in WHO:
        await market.cast.headers(who)  # signed in once, before they ask at once
    opened = await asyncio.gather(
        *(market.ask("resident", "POST", "/me/family-card") for _ in range(4))
    )
    assert sorted(each.status_code for each in opened) == [201, 409, 409, 409]
    path, body = "/me/family-card/membership", {"code": await coded(market)}
    joined = await asyncio.gather(
        *(market.ask("same_building", "POST", path, json=body) for _ in range(4))
    )
    assert sorted(each.status_code for each in joined) == [201, 409, 409, 409]


async def test_caps_hold_and_nothing_is_lost(
    crowd: AsyncClient, crowd_cast: Cast, open_parts: Parts
) -> None:
    market, sessions = Market(crowd, crowd_cast), open_parts.get(Database).sessions
    async with sessions() as session:
        for who in ("resident", "same_building"):
            await fund(session, crowd_cast, who, 100, now=utc_now())
        await session.commit()
        await share_a_dwelling(session, market)
        await _come(market)
        card = await filled(session, market)
    limits = f"/me/family-card/members/{member_of(card, head=False)}/limits"
    await market.done("resident", "PUT", limits, json={"day_limit_points": 10})
    asked = [donate(market, "same_building", 5) for _ in range(6)]
    asked += [donate(market, "resident", 20) for _ in range(6)]
    told = await asyncio.gather(*asked)
    assert [status for status, _ in told[:6]].count(201) == 2
    assert [status for status, _ in told[6:]].count(201) == 4
    assert {code for _, code in told} == {None, "family_limit_reached", "balance_too_low"}
    pay, end = (
        "/me/family-card/pay-ins",
        f"/me/family-card/members/{member_of(card, head=True)}/end",
    )
    asked_more = [market.ask(who, "POST", pay, json={"amount_points": 3}) for who in WHO * 4]
    asked_more.insert(4, market.ask("resident", "POST", end))
    more = [donate(market, who, 1, card=each) for who in WHO for each in ("own", "family")]
    answers, gifts = await asyncio.gather(asyncio.gather(*asked_more), asyncio.gather(*more))
    statuses = [each.status_code for each in answers] + [status for status, _ in gifts]
    assert set(statuses) <= {201, 204, 404, 409} and statuses.count(204) == 1
    async with sessions() as session:
        gave = await balance_of(session, f"pool/{crowd_cast.places[HOME]}/general")
        rest = [(await market.card(who))[0] for who in WHO]
        assert gave + sum(rest) == 200
        assert await balance_of(session, f"family/{card['id']}") == 0
        assert not await verify(session) and not await verify_lots(session)
