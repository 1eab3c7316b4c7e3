"""Selling at a stall to whoever shows their code."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.events.models import Event
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.features.partners.models import Partner
from shequ_api.features.stall_sales.models import StallCode, StallSale
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.conftest import settings_for_tests
from tests.features.points.earned import fund
from tests.features.redemptions.market import (
    Market,
    balance_of,
    goods_of,
    partner_at,
    stock_of,
)


async def shown(market: Market, who: str = "resident") -> str:
    answer = await market.client.post(
        "/api/v1/me/stall-codes", headers=await market.cast.headers(who)
    )
    return str(answer.json()["code"])


def sale(goods_id: UUID, code: str, points: int, **more: Any) -> dict[str, Any]:
    shown = {"edition_number": 1, "amount_points": points}
    return {"goods_id": str(goods_id), "code": code, **shown, **more}


async def test_a_code_pays_once(market: Market, partner: Partner, session: AsyncSession) -> None:
    goods = await goods_of(session, partner, points=20, fen=150)
    await session.commit()
    code = await shown(market)
    path, body = f"/stall-sales/{new_id()}", sale(goods, code, 40, quantity=2)
    made = await market.ask("partner", "PUT", path, json=body)
    assert made.status_code == 201
    told = made.json()
    assert (told["amount_points"], told["amount_fen"]) == (40, 300)
    assert "甲居民" not in made.text
    again = await market.ask("partner", "PUT", path, json=body)
    assert again.status_code == 200 and again.json() == told
    other = await market.refused("partner", "PUT", path, json=sale(goods, code, 20))
    assert other == (409, "stall_sale_differs")
    used = await market.refused("partner", "PUT", f"/stall-sales/{new_id()}", json=body)
    assert used == (404, "stall_code_unknown")
    assert await market.card() == (60, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 40
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 300
    assert await stock_of(session, goods) == (8, 2)
    mine = await market.done("resident", "GET", "/me/stall-sales")
    assert [each["id"] for each in mine["items"]] == [told["id"]]
    names = select(Event.name).where(Event.subject_id == UUID(told["id"]))
    assert list(await session.scalars(names)) == ["stall_sale_made"]
    assert not await verify(session)


async def test_a_stall_learns_nothing_of_whoever_pays(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    dear = await goods_of(session, partner, points=101)
    known = await goods_of(session, partner, points=1, min_level=4)
    few = await goods_of(session, partner, points=1, stock=0)
    await session.commit()
    path = f"/stall-sales/{new_id()}"
    asked = ((dear, 101, "card_short"), (known, 1, "buyer_unfit"), (few, 1, "sold_out"))
    for goods, points, code in asked:
        body = sale(goods, await shown(market), points)
        answer = await market.ask("partner", "PUT", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert not {"balance", "available", "identity_level"} & answer.json().keys()
    # Nothing was sold, so the code is good still, until its time is over.
    last = await shown(market)
    over = update(StallCode).values(expires_at=utc_now() - timedelta(seconds=1))
    await session.execute(over)
    await session.commit()
    refused = await market.refused("partner", "PUT", path, json=sale(dear, last, 101))
    assert refused == (404, "stall_code_unknown")
    first, second = await shown(market), await shown(market)
    refused = await market.refused("partner", "PUT", path, json=sale(dear, first, 101))
    assert refused == (404, "stall_code_unknown") and first != second
    assert await market.card() == (100, 0)


async def test_who_may_sell_what(market: Market, partner: Partner, session: AsyncSession) -> None:
    goods = await goods_of(session, partner, points=1)
    await session.commit()
    path, body = f"/stall-sales/{new_id()}", sale(goods, await shown(market), 1)
    assert (await market.refused("resident", "PUT", path, json=body))[0] == 403
    assert await market.refused("far_partner", "PUT", path, json=body) == (404, "not_found")
    partner.state, partner.suspended_at = "suspended", utc_now()
    await session.commit()
    assert await market.refused("partner", "PUT", path, json=body) == (409, "goods_not_on_sale")


async def test_a_sale_is_taken_back_once(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=20, fen=150)
    await session.commit()
    path = f"/stall-sales/{new_id()}"
    await market.done("partner", "PUT", path, json=sale(goods, await shown(market), 20))
    back = {"reason": "破损", "restock": True}
    assert (await market.refused("far_partner", "POST", f"{path}/refund", json=back))[0] == 404
    assert (await market.refused("grid_chief", "POST", f"{path}/refund", json=back))[0] == 403
    done = await market.done("community_worker", "POST", f"{path}/refund", json=back)
    assert done["refunded_at"]
    again = await market.refused("partner", "POST", f"{path}/refund", json=back)
    assert again == (409, "stall_sale_refunded")
    assert await market.card() == (100, 0)
    assert await balance_of(session, f"partner/{partner.id}") == 0
    assert await balance_of(session, f"cash/{partner.id}", Ledger.MONEY) == 0
    assert await stock_of(session, goods) == (10, 0)
    assert not await verify(session)


async def test_no_more_is_charged_than_the_resident_was_told(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=20)
    await session.commit()
    path, code = f"/stall-sales/{new_id()}", await shown(market)
    for changed, refusal in (
        ({"quantity": 4}, "sale_amount_differs"),
        ({"amount_points": 21}, "sale_amount_differs"),
        ({"edition_number": 2}, "goods_changed"),
    ):
        body = sale(goods, code, 20) | changed
        assert await market.refused("partner", "PUT", path, json=body) == (409, refusal)
    assert await market.card() == (100, 0)
    await market.done("partner", "PUT", path, json=sale(goods, code, 20))
    assert await market.card() == (80, 0)


async def test_what_was_no_good_leaves_room_for_another(
    market: Market, partner: Partner, session: AsyncSession
) -> None:
    goods = await goods_of(session, partner, points=20, stock=2, limit_total=1)
    await session.commit()
    for left in (1, 0):
        path = f"/stall-sales/{new_id()}"
        await market.done("partner", "PUT", path, json=sale(goods, await shown(market), 20))
        back = {"reason": "破损", "restock": False}
        await market.done("community_worker", "POST", f"{path}/refund", json=back)
        assert await stock_of(session, goods) == (left, 2 - left)


async def test_many_tills_and_one_code_are_one_sale(open_parts: Parts) -> None:
    cast, sessions = await Cast.found(open_parts), open_parts.get(Database).sessions
    async with sessions() as session, session.begin():
        partner = await partner_at(session, cast)
        goods = await goods_of(session, partner, points=3)
        await fund(session, cast, "resident", 100, now=utc_now())
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        market = Market(client, cast)
        body, same = sale(goods, await shown(market), 3), f"/stall-sales/{new_id()}"
        paths = [same] * 4 + [f"/stall-sales/{new_id()}" for _ in range(4)]
        asked = (market.ask("partner", "PUT", path, json=body) for path in paths)
        codes = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert codes.count(201) == 1 and set(codes) <= {200, 201, 404}
    async with sessions() as session:
        assert len(list(await session.scalars(select(StallSale.id)))) == 1
        assert await balance_of(session, f"partner/{partner.id}") == 3
        assert not await verify(session)
