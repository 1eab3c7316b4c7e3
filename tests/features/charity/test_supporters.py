"""Who supports a pool: each once, by whatever way they gave, however many gave."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool, Supporter
from shequ_api.features.charity.personal import collect, erase, merge
from shequ_api.features.charity.service import donate, general_pool
from shequ_api.features.charity.supporting import fold
from shequ_api.features.charity_pledges.public import Income, Sold, give, promises_of
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.public import partner_account
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR, place
from tests.clocks import Work
from tests.counting import Queries
from tests.features.charity_grants.aid import STAFF, Aid, fill
from tests.features.charity_pledges.conftest import aid as aid
from tests.features.charity_pledges.conftest import partner as partner
from tests.features.charity_pledges.conftest import pool as pool
from tests.features.charity_pledges.told import earned
from tests.features.points.earned import actor_of, fund

CLOCK = "charity.fold_supporters"


async def given(
    aid: Aid, session: AsyncSession, who: str, points: int, pool: Pool, **more: Any
) -> None:
    await fund(session, aid.cast, who, points, now=utc_now())
    await session.commit()
    body = {"pool_id": str(pool.id), "amount_points": points} | more
    await aid.did(who, "POST", "/charity/donations", **body)


async def pledged(aid: Aid, session: AsyncSession, who: str, pool: Pool, work: Work) -> None:
    """One pledge that gave 2 points."""
    rule = {"per": "points_earned", "every_units": 10, "give_points": 2, "month_cap_points": 50}
    await aid.did(who, "POST", "/me/unit-pledges", pool_id=str(pool.id), **rule)
    await fund(session, aid.cast, who, 10, now=utc_now())
    await earned(session, aid.cast, 10, who)
    await work()


async def shared(
    session: AsyncSession, partner: Partner, points: int, aid: Aid | None = None
) -> None:
    """A statement of a partner that sold for so many points, all of which is still there."""
    now = utc_now()
    account = await partner_account(session, partner, now)
    if aid is not None:
        await fill(session, aid.cast, account.id, max(points, 0))
    promised = await promises_of(session, partner.id, now=now)
    one = Sold(new_id(), now, china_date(now).replace(day=1), points, 1)
    await give(
        session, promised, [one], income=Income(new_id(), account.id, max(points, 0)), now=now
    )
    await session.commit()


async def counted(aid: Aid, pool: Pool) -> tuple[int, int]:
    listed = await aid.got("newcomer", "/charity/pools", community_id=pool.community_id)
    [shown] = [each for each in listed["items"] if each["id"] == str(pool.id)]
    return shown["donors"], shown["partners"]


async def test_each_counts_once_by_whatever_way(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession, work: Work
) -> None:
    await given(aid, session, "resident", 5, pool)
    await given(aid, session, "resident", 3, pool, anonymous=True)
    await pledged(aid, session, "resident", pool, work)
    await pledged(aid, session, "same_building", pool, work)
    share = {"pool_id": str(pool.id), "basis_points": 500}
    await aid.did("partner", "POST", "/charity/income-shares", **share)
    await shared(session, partner, 100, aid)
    for _ in range(2):
        assert await counted(aid, pool) == (2, 1)
        await work(CLOCK)
    row = await session.get_one(Pool, pool.id, populate_existing=True)
    assert (row.people_counted, row.partners_counted) == (2, 1)
    await given(aid, session, "micro_grid_worker", 1, pool)
    assert await counted(aid, pool) == (3, 1)
    assert not await verify(session)


async def test_what_came_back_to_a_partner_is_taken_off(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession, work: Work
) -> None:
    share = {"pool_id": str(pool.id), "basis_points": 5000}
    await aid.did("partner", "POST", "/charity/income-shares", **share)
    await shared(session, partner, 100, aid)
    await work(CLOCK)
    theirs = select(Supporter).where(Supporter.partner_id == partner.id)
    fresh = theirs.execution_options(populate_existing=True)
    [row] = await session.scalars(fresh)
    assert (row.given_points, row.gifts, row.counted) == (50, 1, True)
    gave_at = row.last_gave_at
    await shared(session, partner, -40)
    [row] = await session.scalars(fresh)
    assert (row.given_points, row.gifts, row.last_gave_at) == (30, 1, gave_at)
    assert await counted(aid, pool) == (0, 1)
    await shared(session, partner, -60)
    for _ in range(2):
        assert await counted(aid, pool) == (0, 0)
        await work(CLOCK)
    await shared(session, partner, 10, aid)
    assert await counted(aid, pool) == (0, 1)


async def test_a_pledge_that_gave_nothing_counts_for_nobody(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work
) -> None:
    rule = {"per": "points_earned", "every_units": 10, "give_points": 2, "month_cap_points": 50}
    await aid.did("resident", "POST", "/me/unit-pledges", pool_id=str(pool.id), **rule)
    await earned(session, aid.cast, 10)  # nothing is on the card
    await work()
    assert await counted(aid, pool) == (0, 0)
    assert (await aid.got("resident", "/me/supported-pools"))["items"] == []
    await given(aid, session, "resident", 4, pool)
    await work(CLOCK)
    assert await counted(aid, pool) == (1, 0)


@pytest.mark.parametrize("folded", ["", "kept", "merged", "both"])
async def test_two_accounts_of_one_are_one_supporter(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work, folded: str
) -> None:
    kept, merged = aid.cast.people["resident"], aid.cast.people["same_building"]
    order = {"": (), "both": ("resident", "same_building")}
    first = order.get(folded, ("resident" if folded == "kept" else "same_building",))
    for who in first:
        await given(aid, session, who, 5, pool)
    if first:
        await work(CLOCK)
    for who in {"resident", "same_building"} - set(first):
        await given(aid, session, who, 5, pool)
    other = await general_pool(session, await place(session, NEIGHBOUR), now=utc_now())
    await given(aid, session, "same_building", 7, other)
    assert await counted(aid, pool) == (2, 0)
    for _ in range(2):  # told twice
        await merge(session, kept, merged, utc_now())
        await session.commit()
        for _ in range(2):
            assert await counted(aid, pool) == (1, 0)
            assert await counted(aid, other) == (1, 0)
            await work(CLOCK)
    mine = (await aid.got("resident", "/me/supported-pools"))["items"]
    assert [(each["pool_id"], each["given_points"], each["gifts"]) for each in mine] == [
        (str(other.id), 7, 1),
        (str(pool.id), 10, 2),
    ]


async def test_what_a_merged_account_gives_late_is_the_kept_ones(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    await given(aid, session, "resident", 5, pool)
    old = await session.get_one(Person, aid.cast.people["same_building"])
    await fund(session, aid.cast, "same_building", 9, now=utc_now())
    await fund(session, aid.cast, "resident", 9, now=utc_now())
    old.merged_into_id = aid.cast.people["resident"]
    await session.commit()
    late = actor_of(aid.cast, "same_building")
    await donate(session, late, pool, amount_points=2, anonymous=False, message=None, now=utc_now())
    await session.commit()
    assert await counted(aid, pool) == (1, 0)


async def test_who_is_erased_is_counted_still_and_named_nowhere(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work, parts: Parts
) -> None:
    await given(aid, session, "resident", 5, pool)
    person = aid.cast.people["resident"]
    told = await collect(session, parts, person)
    [supported] = told["支持的公益池"]
    assert (supported["公益池"], supported["共捐积分"]) == (pool.title, 5)
    await erase(session, person, utc_now())
    await session.commit()
    await work(CLOCK)
    assert await counted(aid, pool) == (1, 0)


async def test_my_pools_tell_all_that_i_gave_and_what_came_of_it(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work
) -> None:
    await given(aid, session, "resident", 5, pool)
    await pledged(aid, session, "resident", pool, work)
    await aid.did(STAFF, "POST", f"/charity/pools/{pool.id}/thanks", words="谢谢大家")
    await aid.did(STAFF, "POST", f"/charity/pools/{pool.id}/thanks", words="冬天很暖")
    row = await session.get_one(Pool, pool.id, populate_existing=True)
    row.granted_points, row.households_helped = 3, 17
    await session.commit()
    [mine] = (await aid.got("resident", "/me/supported-pools"))["items"]
    shown = {name: mine[name] for name in ("pool_title", "given_points", "gifts", "thanks")}
    assert shown == {"pool_title": pool.title, "given_points": 7, "gifts": 2, "thanks": "冬天很暖"}
    assert (mine["granted_points"], mine["households_at_least"], mine["households_told"]) == (
        *(3, 10, "10 户以上"),
    )
    assert mine["first_gave_at"] < mine["last_gave_at"]
    assert (await aid.got("same_building", "/me/supported-pools"))["items"] == []


async def test_my_pools_come_in_pages_of_few_statements(
    aid: Aid, session: AsyncSession, queries: Queries
) -> None:
    opened = []
    for number in range(5):
        made = await aid.did(
            *(STAFF, "POST", "/charity/pools"),
            community_id=str(aid.cast.places[HOME]),
            purpose="elderly",
            title=f"暖冬{number}",
            what_for="送餐",
        )
        opened.append(made["id"])
        row = await session.get_one(Pool, UUID(made["id"]))
        await given(aid, session, "resident", 1 + number, row)
    seen, cursor = [], None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        with queries() as statements:
            page = await aid.got("resident", "/me/supported-pools", limit=2, **more)
        assert len(statements) <= 4, len(statements)
        seen += [each["pool_id"] for each in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == opened[::-1]


async def test_the_clock_takes_what_is_free_alone(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    await given(aid, session, "resident", 5, pool)
    await fold(session, utc_now() + timedelta(days=1))
    await fold(session, utc_now())
    await session.commit()
    row = await session.get_one(Pool, pool.id, populate_existing=True)
    assert row.people_counted == 1
