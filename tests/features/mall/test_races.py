"""Many who take at once, on committed rows and several connections: exact, and no ring."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.people.models import Person
from shequ_api.features.mall.models import Goods, StockMove
from shequ_api.features.mall_takings.models import Taking
from shequ_api.features.mall_takings.public import Taken, goods_on_sale, release, reserve
from shequ_api.kit import db
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.mall.stall import Stall
from tests.features.partners.alliance import SHOP

CONNECTIONS = 8


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "mall_races") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


class Till:
    """Takes in transactions of its own, some at once; what the database undoes is done again."""

    def __init__(self, parts: Parts, goods_id: UUID) -> None:
        self.sessions = parts.get(Database).sessions
        self.goods_id = goods_id
        self.free = asyncio.Semaphore(CONNECTIONS)

    async def take(self, person_id: UUID, quantity: int = 1, *, back: bool = False) -> str:
        """`taken`, `returned` or the code of the refusal."""
        async with self.free:
            while True:
                try:
                    return await self._once(person_id, quantity, back=back)
                except Refusal as refusal:
                    return refusal.code
                except Exception as error:
                    if not db.worth_again(error):
                        raise

    async def _once(self, person_id: UUID, quantity: int, *, back: bool) -> str:
        now = utc_now()
        taken = Taken(goods_id=self.goods_id, person_id=person_id, quantity=quantity, taken_at=now)
        async with self.sessions() as session, session.begin():
            goods = await goods_on_sale(session, self.goods_id, now=now)
            await reserve(session, goods, person_id, quantity, now=now)
        if not back:
            return "taken"
        async with self.sessions() as session, session.begin():
            await release(session, [taken])
        return "returned"

    async def stock(self) -> tuple[int | None, int, int]:
        """What is left, what was taken by the goods, and by the counts of persons."""
        async with self.sessions() as session:
            row = (
                await session.execute(
                    select(Goods.stock_left, Goods.taken).where(Goods.id == self.goods_id)
                )
            ).one()
            total = select(func.coalesce(func.sum(Taking.quantity), 0)).where(
                Taking.goods_id == self.goods_id, Taking.period == "total"
            )
            return row.stock_left, row.taken, (await session.scalars(total)).one()


async def crowd(parts: Parts, size: int) -> list[UUID]:
    """People with nothing but an account."""
    people = [Person(id=new_id(), name=None, created_at=utc_now()) for _ in range(size)]
    async with parts.get(Database).sessions() as session, session.begin():
        session.add_all(people)
    return [person.id for person in people]


async def till_for(parts: Parts, stall: Stall, **promise: object) -> Till:
    return Till(parts, await stall.shelved(**promise))


async def test_three_hundred_buyers_for_a_hundred_prizes(parts: Parts, stall: Stall) -> None:
    till = await till_for(parts, stall, stock=100, limit_month=1)
    buyers = await crowd(parts, 300)
    came_of = Counter(await asyncio.gather(*(till.take(buyer) for buyer in buyers)))
    assert came_of == {"taken": 100, "sold_out": 200}
    # Those who got none count nothing against their limit.
    assert await till.stock() == (0, 100, 100)


async def test_one_each_however_often_they_ask_at_once(parts: Parts, stall: Stall) -> None:
    till = await till_for(parts, stall, stock=100, limit_total=1)
    [one, other] = await crowd(parts, 2)
    asked = [till.take(one) for _ in range(20)] + [till.take(other) for _ in range(20)]
    came_of = Counter(await asyncio.gather(*asked))
    assert came_of == {"taken": 2, "goods_limit_reached": 38}
    assert await till.stock() == (98, 2, 2)


async def test_taking_giving_back_and_counting_at_once_leave_exact_sums(
    parts: Parts, stall: Stall, cast: Cast
) -> None:
    till = await till_for(parts, stall, stock=30, limit_day=3)
    buyers = await crowd(parts, 10)
    path = f"/goods/{till.goods_id}/stock-moves"
    taking = [
        till.take(buyer, 1 + turn % 2, back=bool(turn % 3)) for turn in range(6) for buyer in buyers
    ]
    counting = [
        stall.ask(SHOP, "POST", path, json={"change": change, "reason": "counted"})
        for change in (5, -5, 7, -40, -3)
    ]
    came_of, answers = await asyncio.gather(asyncio.gather(*taking), asyncio.gather(*counting))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert set(came_of) <= {"taken", "returned", "sold_out", "goods_limit_reached"}
    left, taken, counted = await till.stock()
    assert taken == counted
    async with till.sessions() as session:
        moved = select(func.sum(StockMove.change)).where(StockMove.goods_id == till.goods_id)
        assert left == (await session.scalars(moved)).one() - taken
        most = select(func.max(Taking.quantity)).where(Taking.period == "day")
        assert (await session.scalars(most)).one() <= 3
