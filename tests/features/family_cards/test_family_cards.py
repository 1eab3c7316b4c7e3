"""A household's card: who comes, what they spend, what they are given back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.family_cards.models import FamilyCard, FamilyCode, FamilyLine, FamilyMember
from shequ_api.features.family_cards.module import give_back_late
from shequ_api.features.family_cards.personal import collect, erase, merge
from shequ_api.features.family_cards.refusals import FamilyCardsBoth
from shequ_api.features.partners.models import Partner
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_lots.checker import verify as verify_lots
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.features.family_cards.household import (
    FAR,
    coded,
    donate,
    member_of,
    share_a_dwelling,
    together,
    waited,
)
from tests.features.redemptions.market import Market, balance_of, goods_of

pytestmark = pytest.mark.usefixtures("partner")
OWN = "/me/family-card"
JOIN = f"{OWN}/membership"


async def whole(session: AsyncSession) -> None:
    assert not await verify(session)
    assert not await verify_lots(session)


async def test_who_comes_to_a_card(market: Market, session: AsyncSession) -> None:
    assert await market.refused("resident", "GET", OWN) == (404, "family_card_none")
    opened = await market.done("resident", "POST", OWN)
    assert [each["is_head"] for each in opened["members"]] == [True]
    assert await market.refused("resident", "POST", OWN) == (409, "family_card_held")
    unknown = (404, "family_code_unknown")
    elsewhere = {"code": await coded(market)}
    assert await market.refused("same_building", "POST", JOIN, json=elsewhere) == unknown
    await share_a_dwelling(session, market)
    first = {"code": await coded(market)}
    await market.done("same_building", "POST", JOIN, json={"code": await coded(market)})
    assert await market.refused("same_building", "POST", JOIN, json=first) == (
        409,
        "family_card_held",
    )
    assert await market.refused("same_building", "POST", f"{OWN}/codes") == (409, "not_the_head")
    told = await market.ask("same_building", "GET", OWN)
    assert len(told.json()["members"]) == 2 and "甲居民" not in told.text


async def test_a_code_that_is_over_lets_nobody_in(market: Market, session: AsyncSession) -> None:
    await share_a_dwelling(session, market)
    await market.done("resident", "POST", OWN)
    code = await coded(market)
    over = update(FamilyCode).values(expires_at=utc_now() - timedelta(seconds=1))
    await session.execute(over, execution_options=FAR)
    await session.commit()
    refused = await market.refused("same_building", "POST", JOIN, json={"code": code})
    assert refused == (404, "family_code_unknown")


async def test_six_at_most(market: Market, session: AsyncSession) -> None:
    await share_a_dwelling(session, market)
    await market.done("resident", "POST", OWN)
    card = (await session.scalars(select(FamilyCard))).one()
    others = ("same_compound", "grid_chief", "community_worker", "micro_grid_worker", "partner")
    for who in others:
        member = FamilyMember(
            id=new_id(),
            family_card_id=card.id,
            district_id=card.district_id,
            person_id=market.cast.people[who],
            is_head=False,
            joined_at=utc_now(),
        )
        session.add(member)
    await session.commit()
    refused = await market.refused(
        "same_building", "POST", JOIN, json={"code": await coded(market)}
    )
    assert refused == (409, "family_card_full")


async def test_members_spend_within_their_limits(market: Market, session: AsyncSession) -> None:
    card = await together(session, market)
    assert card["available_points"] == 100
    theirs = f"{OWN}/members/{member_of(card, head=False)}"
    limits = {"day_limit_points": 20, "month_limit_points": 25}
    assert await market.refused("same_building", "PUT", f"{theirs}/limits", json=limits) == (
        409,
        "not_the_head",
    )
    assert (await market.refused("grid_chief", "PUT", f"{theirs}/limits", json=limits))[0] == 404
    await market.done("resident", "PUT", f"{theirs}/limits", json=limits)
    assert await donate(market, "same_building", 20) == (201, None)
    assert await donate(market, "same_building", 1) == (409, "family_limit_reached")
    earlier = update(FamilyLine).where(FamilyLine.kind == "spent")
    back = min(utc_now(), utc_now() - timedelta(days=1))
    await session.execute(earlier.values(at=back), execution_options=FAR)
    await session.commit()
    if china_date(back).month == china_date(utc_now()).month:
        assert await donate(market, "same_building", 6) == (409, "family_limit_reached")
    assert await donate(market, "same_building", 5) == (201, None)
    assert await donate(market, "resident", 70) == (201, None)
    assert await donate(market, "resident", 6) == (409, "balance_too_low")
    assert await donate(market, "resident", 6, card="own") == (201, None)
    lines = (await market.done("same_building", "GET", f"{OWN}/lines"))["items"]
    assert [each["amount_points"] for each in lines] == [-70, -5, -20, 40, 60]
    assert {each["kind"] for each in lines} == {"spent", "paid_in"}
    await whole(session)


async def test_a_new_member_waits(market: Market, session: AsyncSession) -> None:
    await together(session, market)
    await session.execute(update(FamilyMember).values(joined_at=utc_now()), execution_options=FAR)
    await session.commit()
    assert await donate(market, "same_building", 1) == (409, "family_spending_too_soon")
    assert await donate(market, "resident", 1) == (201, None)
    frozen = update(PointsCard).values(frozen_at=utc_now())
    await session.execute(frozen, execution_options=FAR)
    await session.commit()
    assert (await donate(market, "resident", 1))[0] == 409


async def test_whoever_leaves_is_given_back_what_is_theirs(
    market: Market, session: AsyncSession
) -> None:
    card = await together(session, market)
    assert await donate(market, "same_building", 50) == (201, None)
    end = f"{OWN}/members/{member_of(card, head=False)}/end"
    answer = await market.ask("same_building", "POST", end)
    assert answer.status_code == 204
    # Of points of one day those went first that came first: the other one's are all there.
    assert await market.card("same_building") == (100, 0)
    left = await market.done("resident", "GET", OWN)
    assert left["available_points"] == 10 and len(left["members"]) == 1
    again = await market.refused("same_building", "POST", OWN)
    assert again == (409, "family_card_too_soon")
    end = f"{OWN}/members/{member_of(card, head=True)}/end"
    assert (await market.ask("resident", "POST", end)).status_code == 204
    assert await market.card() == (50, 0)
    await whole(session)


async def test_a_head_sends_a_member_away_and_dissolves(
    market: Market, session: AsyncSession
) -> None:
    card = await together(session, market)
    head, other = (f"{OWN}/members/{member_of(card, head=each)}/end" for each in (True, False))
    assert await market.refused("same_building", "POST", head) == (409, "not_the_head")
    assert (await market.ask("resident", "POST", other)).status_code == 204
    assert await donate(market, "same_building", 1) == (404, "family_card_none")
    assert (await market.ask("resident", "POST", head)).status_code == 204
    assert [await market.card(who) for who in ("resident", "same_building")] == [(100, 0)] * 2
    await whole(session)


async def test_a_code_of_the_family_card_pays_and_a_late_refund_follows(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    card = await together(session, market)
    goods = await goods_of(session, partner, points=70)
    await session.commit()
    headers = await market.cast.headers("same_building")
    shown = await market.client.post("/api/v1/me/stall-codes?card=family", headers=headers)
    told = shown.json()
    assert told["card"] == "family" and 0 < told["refresh_after_seconds"] <= 180
    path = f"/stall-sales/{new_id()}"
    body = {"goods_id": str(goods), "code": told["code"], "edition_number": 1, "amount_points": 70}
    assert (await market.ask("partner", "PUT", path, json=body)).status_code == 201
    assert await market.card("same_building") == (60, 0)
    end = f"{OWN}/members/{member_of(card, head=True)}/end"
    assert (await market.ask("resident", "POST", end)).status_code == 204
    back = {"reason": "破损", "restock": False}
    await market.done("partner", "POST", f"{path}/refund", json=back)
    async with session.begin_nested():
        await give_back_late(session, utc_now())
    await session.commit()
    assert [await market.card(who) for who in ("resident", "same_building")] == [(100, 0)] * 2
    assert await balance_of(session, f"family/{card['id']}") == 0
    await whole(session)


async def test_a_stall_learns_nothing_of_a_limit(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    await share_a_dwelling(session, market)
    goods = await goods_of(session, partner, points=5)
    await session.commit()
    headers = await market.cast.headers("resident")
    shown = await market.client.post("/api/v1/me/stall-codes?card=family", headers=headers)
    body = {"goods_id": str(goods), "code": shown.json()["code"]}
    body |= {"edition_number": 1, "amount_points": 5}
    refused = await market.refused("partner", "PUT", f"/stall-sales/{new_id()}", json=body)
    assert refused == (409, "card_short")


async def test_persons(market: Market, session: AsyncSession, parts: Parts) -> None:
    card = await together(session, market)
    resident, other = (market.cast.people[key] for key in ("resident", "same_building"))
    kept = await collect(session, parts, resident)
    assert len(kept["家庭卡"]) == 1 and kept["家庭卡明细"][0]["积分"] == 60
    with pytest.raises(FamilyCardsBoth):
        await merge(session, resident, other, utc_now())
    third = market.cast.people["same_compound"]
    await merge(session, third, other, utc_now())
    await session.commit()
    mine = await market.done("same_compound", "GET", OWN)
    assert mine["id"] == card["id"]
    await erase(session, resident, utc_now())
    await session.commit()
    assert await market.card() == (100, 0)
    balance = select(FamilyCard.dissolved_at).where(FamilyCard.id == UUID(card["id"]))
    assert await session.scalar(balance) is not None
    assert (await market.card("same_compound"))[0] == 40
    await waited(session)
    await whole(session)
