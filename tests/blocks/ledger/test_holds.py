"""Setting aside: what is free, what is posted, and how a hold ends exactly once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from shequ_api.blocks.ledger import checker, holds, queries
from shequ_api.blocks.ledger.models import Account, HoldStatus
from shequ_api.blocks.ledger.refusals import (
    BalanceTooLow,
    HoldEnded,
    HoldExceeded,
    HoldKeyReused,
    HoldTooShort,
    HoldUnknown,
    TransferKeyReused,
)
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import HOUR, Books

MICROSECOND = timedelta(microseconds=1)


async def test_what_is_held_cannot_be_spent(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    await books.hold(giver, shop, 7)
    assert (await books.stands(giver), await books.stands(shop)) == ((10, 3), (0, 0))
    for refused in (books.give(giver, shop, 4), books.hold(giver, shop, 4)):
        with pytest.raises(BalanceTooLow) as refusal:
            await refused
        assert refusal.value.facts == {"balance": 10, "available": 3}
    await books.give(giver, shop, 3)
    assert await books.stands(giver) == (7, 0)


@pytest.mark.parametrize(("amount", "left"), [(None, 3), (7, 3), (1, 9)])
async def test_a_hold_is_posted_whole_or_in_part(
    books: Books, amount: int | None, left: int
) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    held = await books.hold(giver, shop, 7)
    made = await books.post(held, key="p", amount=amount)
    assert (made.hold_id, made.amount) == (held.id, 10 - left)
    assert await books.stands(giver) == (left, left)
    books.now += 2 * HOUR  # a retry that comes after the end is still the same post
    assert (await books.post(held, key="p", amount=amount)).id == made.id
    with pytest.raises(HoldEnded) as ended:
        await books.post(held)
    assert ended.value.facts == {"status": "posted"}
    with pytest.raises(TransferKeyReused):
        await books.post(held, key="p", amount=2)
    with pytest.raises(HoldEnded):
        await books.void(held)
    assert await checker.verify(books.session) == []


async def test_no_more_is_posted_than_was_held(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    held = await books.hold(giver, shop, 7)
    with pytest.raises(HoldExceeded) as exceeded:
        await books.post(held, amount=8)
    assert exceeded.value.facts == {"held": 7}
    assert await books.stands(giver) == (10, 3)
    other = await books.give(giver, shop, 1)
    with pytest.raises(TransferKeyReused):
        await books.post(held, key=other.key)


async def test_a_void_hold_is_free(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    held = await books.hold(giver, shop, 7)
    for _ in range(2):
        assert (await books.void(held)).status == HoldStatus.VOID
        assert await books.stands(giver) == (10, 10)
    with pytest.raises(HoldEnded) as ended:
        await books.post(held)
    assert ended.value.facts == {"status": "void"}
    with pytest.raises(HoldUnknown):
        await holds.void(books.session, hold_id=new_id(), now=books.now)


async def test_an_expired_hold_is_free_at_once(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    held = await books.hold(giver, shop, 10)
    books.now = held.expires_at - MICROSECOND
    assert await books.stands(giver) == (10, 0)
    books.now = held.expires_at
    assert await books.stands(giver) == (10, 10)
    for late in (books.post(held), books.void(held)):
        with pytest.raises(HoldEnded) as ended:
            await late
        assert ended.value.facts == {"status": "expired"}
    await books.give(giver, shop, 4)  # spending frees it, no clock has run
    fresh = await books.hold(giver, shop, 6)
    assert await books.stands(giver) == (6, 0)
    assert await holds.expire(books.session, fresh.expires_at) == 1
    assert await holds.expire(books.session, fresh.expires_at) == 0
    held_column = select(Account.held).where(Account.id == giver)
    assert await books.session.scalar(held_column) == 0
    assert await checker.verify(books.session) == []


async def test_a_new_hold_takes_the_place_of_a_lapsed_one(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    first = await books.hold(giver, shop, 10)
    books.now = first.expires_at
    await books.hold(giver, shop, 10)
    assert await books.stands(giver) == (10, 0)


async def test_a_key_holds_once(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    first = await books.hold(giver, shop, 7, key="h")
    books.now += timedelta(minutes=1)  # the retry reckons a later end: the first one stays
    again = await books.hold(giver, shop, 7, key="h")
    assert (again.id, again.expires_at) == (first.id, first.expires_at)
    for accounts, amount in (((giver, shop), 6), ((shop, giver), 7)):
        with pytest.raises(HoldKeyReused):
            await books.hold(*accounts, amount, key="h")
    await books.void(first)
    assert (await books.hold(giver, shop, 7, key="h")).status == HoldStatus.VOID


async def test_a_hold_lasts(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    with pytest.raises(HoldTooShort):
        await books.hold(giver, shop, 1, expires_at=books.now)


async def test_what_was_held_then(books: Books) -> None:
    giver, shop = await books.card("giver", 10), await books.card("shop", 0)
    books.now += HOUR
    began = books.now
    posted, lapsed = await books.hold(giver, shop, 4), await books.hold(giver, shop, 3)
    books.now += timedelta(minutes=1)
    await books.post(posted, amount=1)
    expected = (
        (began - MICROSECOND, (10, 0)),
        (began, (10, 7)),
        (books.now, (9, 3)),
        (lapsed.expires_at - MICROSECOND, (9, 3)),
        (lapsed.expires_at, (9, 0)),
    )
    for instant, stood in expected:
        then = await queries.balance_as_of(books.session, account_id=giver, instant=instant)
        assert (then.balance, then.held) == stood, instant
