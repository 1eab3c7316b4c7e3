"""Many at once: stock is exact, an order ends once, and the ledgers stay true."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Organisation, Person
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Hold
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.partner_settlements.models import SettlementLine
from shequ_api.features.partner_settlements.service.drafting import draft
from shequ_api.features.partners.models import Partner
from shequ_api.features.pick_up_codes.codes import StallKeys
from shequ_api.features.points.public import credit_card, issuer_of
from shequ_api.features.redemptions.models import Redemption, StallRecord
from shequ_api.features.redemptions.service.ending import AlreadyStated, expire, refund
from shequ_api.features.redemptions.service.fulfilling import take_turn
from shequ_api.features.redemptions.service.reserving import reserve
from shequ_api.features.redemptions.showing import own_view
from shequ_api.features.stall_records.syncing import Noted, sync
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests
from tests.features.points.earned import DISTRICT
from tests.features.redemptions.market import Market, balance_of, goods_of, partner_at, stock_of

AT_ONCE = 8
Do = Callable[[AsyncSession], Awaitable[Any]]


class Crowd:
    """Buyers with 100 points each, at one partner's stall, whose transactions are real."""

    def __init__(self, parts: Parts, cast: Cast) -> None:
        self.parts, self.cast = parts, cast
        self.keys = parts.get(StallKeys)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def do(self, what: Do) -> Any:
        """In a transaction of its own; a refusal is what came of it."""
        async with self._room:
            try:
                async with self.parts.get(Database).sessions() as session, session.begin():
                    return await what(session)
            except Refusal as refused:
                return refused.code

    async def partner(self) -> Partner:
        async with self.parts.get(Database).sessions() as session, session.begin():
            found = await session.scalar(select(Partner))
            return found or await partner_at(session, self.cast)

    async def goods(self, **facts: Any) -> UUID:
        partner = await self.partner()
        made: UUID = await self.do(lambda session: goods_of(session, partner, **facts))
        return made

    async def buyers(self, count: int) -> list[Actor]:
        """New people, none of whom can buy anything but what is sold here."""
        now, district_id = utc_now(), self.cast.places[DISTRICT]
        people = [Person(id=new_id(), name="买家", created_at=now) for _ in range(count)]
        async with self.parts.get(Database).sessions() as session, session.begin():
            session.add_all(people)
            await session.flush()
            issuer = await issuer_of(
                session,
                community_id=self.cast.places[HOME],
                district_id=district_id,
                now=now,
            )
            for each in people:
                await credit_card(
                    session,
                    person_id=each.id,
                    district_id=district_id,
                    amount_points=100,
                    from_account_id=issuer.id,
                    key=f"fund/{each.id}",
                    reason="测试积分",
                    reference_kind="person",
                    reference_id=each.id,
                    now=now,
                )
        return [Actor(each.id, new_id(), new_id(), [], None, frozenset()) for each in people]

    async def order(self, goods_id: UUID, buyer: Actor, now: datetime | None = None) -> Any:
        async def run(session: AsyncSession) -> Any:
            made = await reserve(
                session,
                buyer,
                goods_id=goods_id,
                quantity=1,
                edition_number=None,
                now=now or utc_now(),
            )
            return (await own_view(session, self.keys, made)).model_dump()

        return await self.do(run)

    async def sync(self, noted: list[Noted], now: datetime) -> Any:
        """What a device of the stall sends."""

        async def run(session: AsyncSession) -> Any:
            partner = await session.scalar(select(Partner))
            assert partner is not None
            stall = await session.get_one(Organisation, partner.organisation_id)
            clerk = Actor(self.cast.people["partner"], new_id(), new_id(), [], None, frozenset())
            await take_turn(session, stall.id)
            answers = await sync(session, clerk, stall, self.keys, noted, sent_at=now, now=now)
            kept = [answers[each.id] for each in noted]
            return [each.outcome for each in kept if isinstance(each, StallRecord)]

        return await self.do(run)

    async def read(self, what: Do) -> Any:
        async with self.parts.get(Database).sessions() as session:
            return await what(session)


@pytest.fixture
async def crowd(open_parts: Parts) -> Crowd:
    return Crowd(open_parts, await Cast.found(open_parts))


@pytest.fixture
async def market(open_parts: Parts, crowd: Crowd) -> AsyncIterator[Market]:
    """The same over HTTP, request beside request."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Market(client, crowd.cast)


def noted(code: str, at: datetime) -> Noted:
    return Noted(new_id(), code, None, None, at, b"0" * 32)


async def is_true(crowd: Crowd) -> None:
    assert not await crowd.read(verify)


async def test_a_hundred_things_are_sold_a_hundred_times(crowd: Crowd) -> None:
    goods = await crowd.goods(stock=100, points=7, limit_total=1)
    buyers = await crowd.buyers(200)
    came = await asyncio.gather(*(crowd.order(goods, buyer) for buyer in buyers))
    sold = [each for each in came if isinstance(each, dict)]
    assert len(sold) == 100 and len({each["pick_up_code"] for each in sold}) == 100
    assert Counter(each for each in came if isinstance(each, str)) == {"sold_out": 100}
    assert await crowd.read(lambda session: stock_of(session, goods)) == (0, 100)
    held = select(Hold.amount).join(Redemption, Redemption.hold_id == Hold.id)
    amounts = await crowd.read(
        lambda session: session.scalars(held.where(Redemption.goods_id == goods))
    )
    assert Counter(amounts) == {7: 100}
    await is_true(crowd)


async def test_one_person_at_many_tills_gets_what_the_limit_says(crowd: Crowd) -> None:
    goods = await crowd.goods(stock=50, points=1, limit_total=3)
    [buyer] = await crowd.buyers(1)
    came = await asyncio.gather(*(crowd.order(goods, buyer) for _ in range(20)))
    assert sum(isinstance(each, dict) for each in came) == 3
    assert {each for each in came if isinstance(each, str)} == {"goods_limit_reached"}
    taken = select(Taking.quantity).where(Taking.goods_id == goods, Taking.period == "total")
    assert await crowd.read(lambda session: session.scalar(taken)) == 3
    assert await crowd.read(lambda session: stock_of(session, goods)) == (47, 3)


async def test_two_devices_hand_over_once(crowd: Crowd, market: Market) -> None:
    goods = await crowd.goods(points=5)
    [buyer] = await crowd.buyers(1)
    order, record = await crowd.order(goods, buyer), new_id()
    requests = [market.handed_over(order["pick_up_code"]) for _ in range(5)]
    requests += [market.handed_over(order["pick_up_code"], record) for _ in range(5)]
    answers: list[Response] = await asyncio.gather(*requests)
    codes = Counter(answer.status_code for answer in answers)
    # Either one of the five, or all five of one record, of which one was the first.
    assert codes in ({201: 1, 409: 9}, {201: 1, 200: 4, 409: 5})
    kept = select(StallRecord.outcome).where(StallRecord.redemption_id == order["id"])
    assert list(await crowd.read(lambda session: session.scalars(kept))) == ["fulfilled"]
    await is_true(crowd)


async def test_letting_go_and_handing_over_exclude_each_other(crowd: Crowd, market: Market) -> None:
    goods = await crowd.goods(stock=None, points=2)
    partner = await crowd.partner()
    headers = await crowd.cast.headers("partner")
    before = await crowd.read(lambda session: balance_of(session, f"partner/{partner.id}"))
    orders = [await crowd.order(goods, buyer) for buyer in await crowd.buyers(8)]

    def both(order: dict[str, Any]) -> list[Awaitable[Response]]:
        let_go = market.client.post(
            f"/api/v1/redemptions/{order['id']}/withdrawal",
            json={"reason": "断货"},
            headers={**headers, "Idempotency-Key": str(uuid4())},
        )
        return [let_go, market.handed_over(order["pick_up_code"])]

    answers = await asyncio.gather(*(each for order in orders for each in both(order)))
    pairs = [(answers[n].status_code, answers[n + 1].status_code) for n in range(0, 16, 2)]
    assert set(pairs) <= {(200, 409), (409, 201)}
    paid = pairs.count((409, 201)) * 2
    assert await crowd.read(lambda s: balance_of(s, f"partner/{partner.id}")) == before + paid
    assert (await crowd.read(lambda s: stock_of(s, goods)))[1] == paid // 2
    await is_true(crowd)


async def test_expiry_and_a_late_batch_exclude_each_other(crowd: Crowd) -> None:
    goods = await crowd.goods(stock=20, points=3, pick_up_days=1)
    buyers = await crowd.buyers(10)
    long_ago = utc_now() - timedelta(days=30)
    orders = [await crowd.order(goods, buyer, now=long_ago) for buyer in buyers]
    just = orders[0]["held_until"] - timedelta(seconds=1)
    batches = [
        [noted(order["pick_up_code"], just - timedelta(days=1, hours=1))] for order in orders
    ]
    over = [crowd.do(lambda s: expire(s, just + timedelta(seconds=2))) for _ in range(3)]
    came = await asyncio.gather(*(crowd.sync(batch, just) for batch in batches), *over)
    outcomes = Counter(each[0] for each in came[:10])
    assert set(outcomes) <= {"fulfilled", "expired"} and sum(outcomes.values()) == 10
    done = outcomes["fulfilled"]
    assert await crowd.read(lambda session: stock_of(session, goods)) == (20 - done, done)
    again = await asyncio.gather(*(crowd.sync(batch, just) for batch in batches))
    assert Counter(each[0] for each in again) == outcomes
    await is_true(crowd)


async def test_a_batch_that_comes_twice_at_once_is_one(crowd: Crowd) -> None:
    goods = await crowd.goods(stock=None, points=1)
    orders = [await crowd.order(goods, buyer) for buyer in await crowd.buyers(5)]
    now = utc_now()
    batch = [noted(order["pick_up_code"], now) for order in orders]
    came = await asyncio.gather(*(crowd.sync(batch, now) for _ in range(4)))
    assert came == [["fulfilled"] * 5] * 4
    assert (await crowd.read(lambda session: stock_of(session, goods)))[1] == 5
    await is_true(crowd)


async def test_a_refund_and_a_statement_exclude_each_other(crowd: Crowd) -> None:
    goods = await crowd.goods(stock=None, points=4)
    orders = [await crowd.order(goods, buyer) for buyer in await crowd.buyers(6)]
    now = utc_now()
    await crowd.sync([noted(order["pick_up_code"], now) for order in orders], now)
    staff = Actor(crowd.cast.people["community_worker"], new_id(), new_id(), [], None, frozenset())
    partner = await crowd.partner()
    tomorrow = china_date(now) + timedelta(days=1)
    later = china_midnight(tomorrow) + timedelta(hours=1)

    def back(order: dict[str, Any]) -> Do:
        async def run(session: AsyncSession) -> Any:
            kept = await session.get_one(Redemption, order["id"])
            await refund(session, staff, kept, reason="破损", restock=False, now=now)

        return run

    drafting = crowd.do(lambda s: draft(s, None, partner, ends_on=tomorrow, now=later))
    came = await asyncio.gather(drafting, *(crowd.do(back(order)) for order in orders))
    assert {each for each in came[1:] if each} <= {AlreadyStated.code}
    ids = [order["id"] for order in orders]
    lines = select(SettlementLine.points).where(SettlementLine.about_id.in_(ids))
    listed = Counter(await crowd.read(lambda session: session.scalars(lines)))
    refunded = came[1:].count(None)
    # What was refunded before stands there with its refund; what stands there is refunded by it.
    assert listed == Counter({4: 6, -4: refunded} if refunded else {4: 6})
    await is_true(crowd)
