"""One key many times at once, for each verb that moves: one effect, and one answer for all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shequ_api.blocks.ledger.models import Hold, HoldStatus, Transfer
from shequ_api.kit.db import Database
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import Books
from tests.blocks.ledger.test_concurrency import Counter, counter

TIMES = [60, pytest.param(1_000, marks=pytest.mark.campaign)]


@dataclass
class Till:
    """A card of 100 and a shop, with 10 given and 20 held."""

    counter: Counter
    card: UUID
    shop: UUID
    given: Transfer
    held: Hold
    key: str


@pytest.fixture
async def till(crowd: Database) -> Till:
    made = await counter(crowd)
    card, shop = await made.cards(100, 0)
    async with crowd.sessions() as session, session.begin():
        books = made.books(session)
        given, held = await books.give(card, shop, 10), await books.hold(card, shop, 20)
    return Till(made, card, shop, given, held, str(new_id()))


Verb = Callable[[Till, Books], Awaitable[Transfer | Hold]]
VERBS: dict[str, tuple[Verb, list[tuple[int, int]]]] = {
    "transfer": (
        lambda t, b: b.give(t.card, t.shop, 4, key=t.key),
        [(86, 66), (14, 14)],
    ),
    "hold": (lambda t, b: b.hold(t.card, t.shop, 4, key=t.key), [(90, 66), (10, 10)]),
    "post": (lambda t, b: b.post(t.held, key=t.key, amount=5), [(85, 85), (15, 15)]),
    "void": (lambda t, b: b.void(t.held), [(90, 90), (10, 10)]),
    "reverse": (lambda t, b: b.reverse(t.given, key=t.key), [(100, 80), (0, 0)]),
}
"""Verb → card and shop afterwards: balance and what is available."""


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("verb", VERBS)
async def test_one_effect(crowd: Database, till: Till, verb: str, times: int) -> None:
    do, stood = VERBS[verb]
    answers: set[UUID] = set()

    async def act(books: Books) -> None:
        answers.add((await do(till, books)).id)

    before = await _rows(crowd)
    await asyncio.gather(*(till.counter.act(act) for _ in range(times)))
    assert till.counter.outcomes == {"done": times}
    assert len(answers) == 1
    assert await till.counter.stands(till.card, till.shop) == stood
    assert await _rows(crowd) - before == (0 if verb == "void" else 1)


async def _rows(crowd: Database) -> int:
    """Transfers and holds together."""
    async with crowd.sessions() as session:
        counts = [select(func.count()).select_from(table) for table in (Transfer, Hold)]
        return sum([await session.scalar(count) or 0 for count in counts])


async def test_ended_in_one_way_of_three(crowd: Database, till: Till) -> None:
    """Posted whole, posted in part and voided, each many times at once: one of them it was."""
    acts: list[Callable[[Books], Awaitable[object]]] = [
        lambda books: books.post(till.held, key=f"{till.key}/whole"),
        lambda books: books.post(till.held, key=f"{till.key}/part", amount=1),
        lambda books: books.void(till.held),
    ]
    await asyncio.gather(*(till.counter.act(acts[n % 3]) for n in range(60)))
    assert till.counter.outcomes["done"] == 20, "all of one way, none of the others"
    assert sum(till.counter.outcomes.values()) == 60
    async with crowd.sessions() as session:
        ended = await session.get_one(Hold, till.held.id)
        posts = select(func.count()).where(Transfer.hold_id == till.held.id)
        assert await session.scalar(posts) == (ended.status == HoldStatus.POSTED)


@pytest.mark.parametrize("many", [100, pytest.param(500, marks=pytest.mark.campaign)])
async def test_many_give_to_one_pool(crowd: Database, many: int) -> None:
    """Each from a card of their own, some of which have too little: what came is what went."""
    made = await counter(crowd)
    (pool,) = await made.cards(0)
    cards = await made.cards(*(n % 3 for n in range(many)))

    def give(card: UUID) -> Callable[[Books], Awaitable[object]]:
        return lambda books: books.give(card, pool, 1)

    await asyncio.gather(*(made.act(give(card)) for card in cards))
    empty = len(range(0, many, 3))
    assert made.outcomes == {"done": many - empty, "balance_too_low": empty}
    assert await made.stands(pool) == [(many - empty, many - empty)]
