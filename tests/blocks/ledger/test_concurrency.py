"""Many at once on one database: exact sums, one effect a key, and nobody chosen as a victim."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import checker, holds
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Hold, Transfer
from shequ_api.kit.db import Database, sqlstate_of
from shequ_api.kit.errors import Refusal
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import NOON, Books
from tests.blocks.ledger.conftest import DISTRICT
from tests.cast import place

Act = Callable[[Books], Awaitable[object]]
AT_ONCE = 18
"""Fewer than the connections: nobody waits for the pool instead of for a lock."""


class Counter:
    """Does things in transactions of their own, as requests do; refusals are counted by code."""

    def __init__(self, database: Database, district_id: UUID, now: datetime = NOON) -> None:
        self.database = database
        self.now = now
        self.district_id = district_id
        self.prefix = str(new_id())
        self.outcomes: dict[str, int] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def act(self, act: Act) -> None:
        try:
            async with self._gate, self.database.sessions() as session, session.begin():
                await act(self.books(session))
            code = "done"
        except Refusal as refusal:
            code = refusal.code
        self.outcomes[code] = self.outcomes.get(code, 0) + 1

    def books(self, session: AsyncSession) -> Books:
        return Books(session, self.district_id, now=self.now, prefix=self.prefix)

    async def cards(self, *amounts: int) -> list[UUID]:
        async with self.database.sessions() as session, session.begin():
            books = self.books(session)
            return [await books.card(str(new_id()), amount) for amount in amounts]

    async def stands(self, *account_ids: UUID) -> list[tuple[int, int]]:
        async with self.database.sessions() as session:
            books = Books(session, self.district_id)
            assert await checker.verify(session) == []
            return [await books.stands(account_id) for account_id in account_ids]


async def counter(crowd: Database, now: datetime = NOON) -> Counter:
    async with crowd.sessions() as session:
        return Counter(crowd, (await place(session, DISTRICT)).id, now)


async def test_two_hundred_spend_one_account(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(1000, 0)
    await asyncio.gather(*(till.act(lambda b: b.give(card, shop, 7)) for _ in range(200)))
    assert till.outcomes == {"done": 142, "balance_too_low": 58}
    assert await till.stands(card, shop) == [(6, 6), (994, 994)]


async def test_spending_and_holding_share_one_balance(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(100, 0)
    acts: list[Act] = [lambda b: b.give(card, shop, 3), lambda b: b.hold(card, shop, 3)]
    await asyncio.gather(*(till.act(acts[n % 2]) for n in range(60)))
    assert till.outcomes == {"done": 33, "balance_too_low": 27}
    [(balance, available), _] = await till.stands(card, shop)
    assert available == 1
    assert (100 - balance) % 3 == 0


async def test_one_key_fifty_times_at_once(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(10, 0)
    moved, held = str(new_id()), str(new_id())
    moves = [till.act(lambda b: b.give(card, shop, 4, key=moved)) for _ in range(50)]
    sets = [till.act(lambda b: b.hold(card, shop, 4, key=held)) for _ in range(50)]
    await asyncio.gather(*moves, *sets)
    assert till.outcomes == {"done": 100}
    assert await till.stands(card, shop) == [(6, 2), (4, 4)]
    async with crowd.sessions() as session:
        for table, key in ((Transfer, moved), (Hold, held)):
            rows = select(func.count()).select_from(table).where(table.key == key)
            assert await session.scalar(rows) == 1


async def test_one_key_with_two_meanings_at_once(crowd: Database) -> None:
    """Other accounts, so no row lock stands between them: the key alone decides."""
    till = await counter(crowd)
    pairs = [await till.cards(5, 0) for _ in range(10)]
    key = str(new_id())
    await asyncio.gather(
        *(till.act(lambda b, g=g, t=t: b.give(g, t, 5, key=key)) for g, t in pairs)  # type: ignore[misc]  # defaults bind the loop's names
    )
    assert till.outcomes == {"done": 1, "transfer_key_reused": 9}
    stood = await till.stands(*(taker for _, taker in pairs))
    assert sum(balance for balance, _ in stood) == 5


async def test_opposite_orders_never_deadlock(crowd: Database) -> None:
    """Single transfers both ways, and pairs of them in both orders under `lock_accounts`."""
    till = await counter(crowd)
    one, two, three = await till.cards(1000, 1000, 1000)
    everyone = {one, two, three}

    def single(debit: UUID, credit: UUID) -> Act:
        return lambda books: books.give(debit, credit, 1)

    def twice(*order: tuple[UUID, UUID]) -> Act:
        async def act(books: Books) -> None:
            await lock_accounts(books.session, everyone)
            for debit, credit in order:
                await books.give(debit, credit, 1)

        return act

    acts = [single(one, two), single(two, one), twice((one, two), (two, three))]
    acts.append(twice((three, two), (two, one)))
    random.shuffle(rounds := acts * 40)
    await asyncio.gather(*(till.act(act) for act in rounds))
    assert till.outcomes == {"done": 160}
    assert sum(balance for balance, _ in await till.stands(one, two, three)) == 3000


async def test_a_hold_ends_once(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(100, 0)
    async with crowd.sessions() as session, session.begin():
        held = await Books(session, till.district_id).hold(card, shop, 60)

    async def late(books: Books) -> None:
        await holds.expire(books.session, held.expires_at)

    acts: list[Act] = [lambda b: b.post(held), lambda b: b.void(held), late]
    await asyncio.gather(*(till.act(acts[n % 3]) for n in range(30)))
    assert await till.stands(card) in ([(40, 40)], [(100, 100)])
    async with crowd.sessions() as session:
        ended = await session.get_one(Hold, held.id)
        posts = select(func.count()).where(Transfer.hold_id == held.id)
        assert await session.scalar(posts) == (ended.status == "posted")


async def test_a_transfer_is_taken_back_once_at_once(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(100, 100)
    async with crowd.sessions() as session, session.begin():
        made = await Books(session, till.district_id).give(card, shop, 30)
    await asyncio.gather(*(till.act(lambda b: b.reverse(made)) for _ in range(20)))
    assert till.outcomes == {"done": 1, "already_reversed": 19}
    assert await till.stands(card, shop) == [(100, 100), (100, 100)]


async def test_the_checker_raises_no_false_alarm(crowd: Database) -> None:
    """Each check is one snapshot: transfers that commit meanwhile are seen whole or not at all."""
    till = await counter(crowd)
    card, shop = await till.cards(500, 500)
    writing = [till.act(lambda b: b.give(card, shop, 1)) for _ in range(150)]
    writing += [till.act(lambda b: b.hold(shop, card, 1)) for _ in range(150)]

    async def look() -> None:
        async with crowd.sessions() as session:
            assert await checker.verify(session) == []

    await asyncio.gather(*writing, *(look() for _ in range(10)))
    assert till.outcomes == {"done": 300}


async def test_expiring_does_not_wait_for_the_busy(crowd: Database) -> None:
    till = await counter(crowd)
    busy, idle, shop = await till.cards(5, 5, 0)
    async with crowd.sessions() as session, session.begin():
        books = Books(session, till.district_id)
        held = [await books.hold(card, shop, 5) for card in (busy, idle)]
    over = held[0].expires_at + timedelta(days=400)
    async with crowd.sessions() as user, crowd.sessions() as clock:
        await lock_accounts(user, {busy})
        await clock.execute(text("SET LOCAL lock_timeout = '200ms'"))
        await holds.expire(clock, over)
        await clock.commit()
    async with crowd.sessions() as session:
        statuses = [(await session.get_one(Hold, hold.id)).status for hold in held]
    assert statuses == ["held", "expired"]


async def test_a_lock_that_is_not_given_moves_nothing(crowd: Database) -> None:
    till = await counter(crowd)
    card, shop = await till.cards(5, 0)
    async with crowd.sessions() as user, crowd.sessions() as other:
        await lock_accounts(user, {card})
        await other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(DBAPIError) as refused:
            await Books(other, till.district_id).give(card, shop, 5)
        assert sqlstate_of(refused.value) == "55P03"
        await other.rollback()
    assert await till.stands(card, shop) == [(5, 5), (0, 0)]
