"""What a partner promised to charity: given with its statement, of what that comes to."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity.service import general_pool
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.features.charity_grants.aid import account
from tests.features.partner_settlements.books import SHOP, STAFF, Books

WHY = {"reason": "质量问题"}
MEALS = {"per": "goods_redeemed", "every_units": 1, "give_points": 5, "month_cap_points": 9999}


async def the_pool(books: Books) -> Pool:
    """The general pool of the partner's community, empty."""
    community = await books.session.get_one(Place, books.partner.community_id)
    pool = await general_pool(books.session, community, now=utc_now())
    await books.session.commit()
    return pool


async def shared(books: Books, pool: Pool, basis_points: int = 500) -> str:
    body = {"pool_id": str(pool.id), "basis_points": basis_points}
    return str((await books.done(SHOP, "POST", "/charity/income-shares", json=body))["id"])


async def pledged(books: Books, pool: Pool, **changes: Any) -> str:
    body = {"pool_id": str(pool.id), **MEALS, **changes}
    return str((await books.done(SHOP, "POST", "/me/unit-pledges", json=body))["id"])


async def given(books: Books, pool: Pool) -> int:
    return (await account(books.session, pool.account_id))[0]


async def postings(books: Books, path: str) -> list[dict[str, Any]]:
    found = (await books.done(SHOP, "GET", f"{path}/postings"))["items"]
    return list(reversed(found))


async def test_a_share_is_given_with_the_statement(books: Books, session: AsyncSession) -> None:
    pool = await the_pool(books)
    share = await shared(books, pool)
    await books.bought(2)
    await books.sold()
    assert (await given(books, pool), await books.owed()) == (0, 90)
    statement = await books.drafted()
    lines = await books.lines(statement)
    assert [(one["kind"], one["kind_title"], one["points"]) for one in lines] == [
        ("redemption", "兑换", 30),
        ("redemption", "兑换", 30),
        ("stall_sale", "当面兑换", 30),
        ("income_share", "收益入公益池", -4),
    ]
    assert (await given(books, pool), await books.owed()) == (4, 86)
    assert (await books.reconciled(statement))["amount_points"] == 86
    paid = await books.paid(statement)
    assert (paid["amount_points"], await books.owed()) == (86, 0)
    [posted] = await postings(books, f"/charity/income-shares/{share}")
    assert (posted["income_points"], posted["moved_points"]) == (90, 4)
    # The half point that was left over goes with what comes next.
    await books.bought()
    again = await books.lines(await books.drafted(ahead=2))
    assert [one["points"] for one in again] == [30, -2]
    assert not await verify(session)


async def test_what_was_shared_stands_in_no_refunds_way(
    books: Books, session: AsyncSession, work: Any
) -> None:
    pool = await the_pool(books)
    await shared(books, pool)
    [back] = await books.bought()
    await work()
    await books.done(SHOP, "POST", f"/redemptions/{back}/refund", json=WHY)
    assert (await books.card(), await given(books, pool)) == ((500, 0), 0)
    sale = await books.sold()
    statement = await books.drafted()
    assert [one["points"] for one in await books.lines(statement)] == [30, -30, 30, -1]
    # Taken back after that: the points are the resident's at once, the share comes back later.
    line = next(one for one in await books.lines(statement) if one["about_id"] == sale)
    correction = f"/settlement-lines/{line['id']}/corrections"
    body = {"points": -30, "refund": True, **WHY}
    made = await books.done(STAFF, "POST", correction, json=body)
    assert (made["statement_id"], await books.card()) == (None, (500, 0))
    assert (await books.paid(statement))["amount_points"] == 29
    await books.bought(2)
    second = await books.drafted(ahead=2)
    assert [one["points"] for one in await books.lines(second)] == [30, 30, -30, -2]
    await books.reconciled(second)
    assert await given(books, pool) == 3  # of the 60 that stand
    assert not await verify(session)


async def test_a_pledge_gives_no_more_than_the_statement_has(
    books: Books, session: AsyncSession
) -> None:
    pool = await the_pool(books)
    pledge = await pledged(books, pool, give_points=20)
    await books.bought(2)
    statement = await books.drafted()
    assert (await books.reconciled(statement))["amount_points"] == 20
    await books.bought()
    assert (await books.paid(statement))["amount_points"] == 20
    path = f"/me/unit-pledges/{pledge}"
    await books.drafted(ahead=2)
    await books.done(SHOP, "PUT", f"{path}/end")
    await pledged(books, pool, give_points=50)
    await books.bought()
    third = await books.drafted(ahead=3)
    assert [one["points"] for one in await books.lines(third)] == [30, -30]
    assert (await books.reconciled(third))["amount_points"] == 0
    assert [(one["units"], one["points"]) for one in await postings(books, path)] == [
        (2, 40),
        (1, 20),
    ]
    assert await given(books, pool) == 40 + 20 + 30
    assert not await verify(session)


async def test_units_that_came_back_are_counted_back(books: Books, session: AsyncSession) -> None:
    pool = await the_pool(books)
    pledge = await pledged(books, pool)
    [back, _] = await books.bought(2)
    await books.done(SHOP, "POST", f"/redemptions/{back}/refund", json=WHY)
    sale = await books.sold()
    first = await books.drafted()
    line = next(one for one in await books.lines(first) if one["about_id"] == sale)
    await books.paid(first)
    body = {"points": -30, "refund": True, **WHY}
    await books.done(STAFF, "POST", f"/settlement-lines/{line['id']}/corrections", json=body)
    await books.bought(3)
    await books.drafted(ahead=2)
    posted = await postings(books, f"/me/unit-pledges/{pledge}")
    assert [(one["units"], one["points"]) for one in posted] == [(2, 10), (2, 10)]
    assert await given(books, pool) == 20
    assert not await verify(session)


async def test_a_charged_record_counts_too(books: Books, session: AsyncSession) -> None:
    pool = await the_pool(books)
    await shared(books, pool, 1000)
    pledge = await pledged(books, pool)
    order = await books.redeemed(books.goods)
    await books.done("resident", "POST", f"/redemptions/{order['id']}/cancellation", json={})
    record = {
        "id": str(new_id()),
        "code": order["pick_up_code"],
        "handed_over_at": utc_now().isoformat(),
    }
    [answer] = await books.sent(record)
    assert answer["outcome"] == "cancelled"
    charged = {"settlement": "charged", "note": "已领取"}
    await books.done(STAFF, "POST", f"/stall-records/{record['id']}/settlement", json=charged)
    lines = await books.lines(await books.drafted())
    assert [(one["kind"], one["points"]) for one in lines] == [
        ("redemption", 30),
        ("income_share", -3),
        ("unit_pledge", -5),
    ]
    [posted] = await postings(books, f"/me/unit-pledges/{pledge}")
    assert (posted["units"], posted["points"]) == (1, 5)
    assert not await verify(session)


async def test_of_a_closed_pool_the_general_one_gives_back(
    books: Books, session: AsyncSession
) -> None:
    general = await the_pool(books)
    place = {"community_id": str(books.partner.community_id), "purpose": "elderly"}
    drafted = {**place, "title": "暖冬送餐", "what_for": "给独居老人送热餐"}
    opened = await books.done(STAFF, "POST", "/charity/pools", json=drafted)
    pool = await session.get_one(Pool, UUID(opened["id"]))
    await shared(books, pool, 1000)
    sold, _ = await books.bought(2)
    statement = await books.drafted()
    assert await given(books, pool) == 6
    await books.paid(statement)
    closing = f"/charity/pools/{pool.id}/closing"
    await books.done(STAFF, "POST", closing, json={"reason": "活动结束"})
    assert (await given(books, pool), await given(books, general)) == (0, 6)
    line = next(one for one in await books.lines(statement) if one["about_id"] == sold)
    body = {"points": -30, "refund": True, **WHY}
    await books.done(STAFF, "POST", f"/settlement-lines/{line['id']}/corrections", json=body)
    await books.bought(2)  # after the closing: nothing of these is promised any more
    second = await books.lines(await books.drafted(ahead=2))
    assert [one["points"] for one in second] == [30, 30, -30, 3]
    assert (await given(books, pool), await given(books, general)) == (0, 3)
    assert not await verify(session)
