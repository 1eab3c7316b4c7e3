"""Gifts that post themselves: each fact once, whole points, capped, ended at any time."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_pledges.models import UnitPledge
from shequ_api.features.charity_pledges.personal import collect, erase, merge
from shequ_api.features.charity_pledges.reactions import count_earning
from shequ_api.features.partners.models import Partner
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.clocks import Work
from tests.features.charity_grants.aid import Aid, account, card_balance
from tests.features.charity_pledges.told import earned
from tests.features.points.earned import fund

PLEDGES = "/me/unit-pledges"


def draft(pool: Pool, **changes: Any) -> dict[str, Any]:
    return {
        "pool_id": str(pool.id),
        "per": "points_earned",
        "every_units": 10,
        "give_points": 2,
        "month_cap_points": 5,
    } | changes


async def pledged(aid: Aid, pool: Pool, who: str = "resident", **changes: Any) -> str:
    return str((await aid.did(who, "POST", PLEDGES, **draft(pool, **changes)))["id"])


async def postings(aid: Aid, pledge: str, who: str = "resident") -> list[tuple[int, str, int]]:
    found = (await aid.got(who, f"{PLEDGES}/{pledge}/postings"))["items"]
    return [(each["units"], each["outcome"], each["points"]) for each in reversed(found)]


async def test_what_is_earned_gives_by_itself(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work
) -> None:
    pledge = await pledged(aid, pool)
    await fund(session, aid.cast, "resident", 30, now=utc_now())
    first = await earned(session, aid.cast, 9)
    for points in (1, 15, 40):
        await earned(session, aid.cast, points)
    await earned(session, aid.cast, 50, who="same_building")
    await earned(session, aid.cast, 50, district_id=uuid4())
    await work()
    await count_earning(session, first, utc_now())  # told twice
    await session.commit()
    assert await postings(aid, pledge) == [
        (9, "counted", 0),
        (1, "paid", 2),
        (15, "paid", 2),
        (40, "paid", 1),
    ]
    [mine] = (await aid.got("resident", PLEDGES))["items"]
    assert (mine["given_points"], mine["rest_units"], mine["pool_title"]) == (5, 5, pool.title)
    assert await account(session, pool.account_id) == (5, 0)
    assert await card_balance(session, aid.cast, "resident") == 25
    lines = (await aid.got("newcomer", f"/charity/pools/{pool.id}/ledger"))["items"]
    assert {(line["kind"], line["title"], line["donor"]) for line in lines} == {
        ("pledge", "一分钱公益", None)
    }
    assert not await verify(session)


async def test_what_one_has_not_is_not_owed(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work
) -> None:
    pledge = await pledged(aid, pool)
    await earned(session, aid.cast, 10)
    await work()
    assert await postings(aid, pledge) == [(10, "not_enough", 0)]
    await fund(session, aid.cast, "resident", 30, now=utc_now())
    await earned(session, aid.cast, 5)
    await work()
    assert await account(session, pool.account_id) == (0, 0)


async def test_it_ends_at_any_time_and_undoes_nothing(
    aid: Aid, pool: Pool, session: AsyncSession, work: Work
) -> None:
    pledge = await pledged(aid, pool)
    assert await aid.refused("resident", "POST", PLEDGES, **draft(pool)) == (409, "pledge_stands")
    await fund(session, aid.cast, "resident", 30, now=utc_now())
    await earned(session, aid.cast, 10)
    await work()
    path = f"{PLEDGES}/{pledge}/end"
    assert await aid.refused("same_building", "PUT", path) == (404, "not_found")
    assert (await aid.did("resident", "PUT", path))["ended_at"]
    assert await aid.refused("resident", "PUT", path) == (409, "pledge_ended")
    await earned(session, aid.cast, 100)
    await work()
    assert await account(session, pool.account_id) == (2, 0)
    again = await pledged(aid, pool, ends_at=(utc_now() + timedelta(days=1)).isoformat())
    row = (await session.scalars(select(UnitPledge).where(UnitPledge.ended_at.is_(None)))).one()
    row.made_at, row.ends_at = utc_now() - timedelta(days=3), utc_now() - timedelta(days=1)
    await session.commit()
    assert await aid.refused("resident", "PUT", f"{PLEDGES}/{again}/end") == (409, "pledge_ended")
    await earned(session, aid.cast, 100)
    await work()
    assert await account(session, pool.account_id) == (2, 0)
    await pledged(aid, pool)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"pool_id": str(uuid4())}, 404, "not_found"),
        ({"every_units": 0}, 422, "malformed"),
        ({"give_points": -1}, 422, "malformed"),
        ({"per": "smiles"}, 422, "malformed"),
        ({"per": "goods_redeemed"}, 409, "not_a_partner"),
        ({"ends_at": "2026-01-01T00:00:00+08:00"}, 422, "pledge_ends_too_soon"),
    ],
)
async def test_unfit_pledges(
    aid: Aid, pool: Pool, changes: dict[str, Any], status: int, code: str
) -> None:
    body = draft(pool, **changes)
    assert await aid.refused("resident", "POST", PLEDGES, **body) == (status, code)


async def test_a_partners_pledge_is_its_own(aid: Aid, pool: Pool, partner: Partner) -> None:
    facts = {"per": "goods_redeemed", "every_units": 1, "give_points": 1, "month_cap_points": 90}
    pledge = await pledged(aid, pool, "partner", **facts)
    assert await postings(aid, pledge, "partner") == []
    assert (await aid.got("far_partner", PLEDGES))["items"] == []
    assert await aid.refused("far_partner", "PUT", f"{PLEDGES}/{pledge}/end") == (404, "not_found")


async def test_of_two_accounts_one_pledge_goes_on(
    aid: Aid, pool: Pool, session: AsyncSession, parts: Parts
) -> None:
    kept, merged = aid.cast.people["resident"], aid.cast.people["same_building"]
    await pledged(aid, pool)
    other = await pledged(aid, pool, "same_building")
    told = await merge(session, kept, merged, utc_now())
    assert told and "公益认捐" in told[0]
    assert await merge(session, kept, merged, utc_now()) is None
    rows = (await session.scalars(select(UnitPledge).where(UnitPledge.giver_id == kept))).all()
    assert {str(row.id) for row in rows if row.ended_at} == {other} and len(rows) == 2
    assert len((await collect(session, parts, kept))["公益认捐"]) == 2
    await erase(session, kept, utc_now())
    standing = select(UnitPledge.id).where(UnitPledge.ended_at.is_(None))
    assert (await session.scalars(standing)).all() == []
