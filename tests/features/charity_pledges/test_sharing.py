"""A part of a partner's income: by each sale once, refunds taken off, no fraction lost."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_pledges.models import IncomeShare
from shequ_api.features.charity_pledges.reactions import (
    IncomeStillWaiting,
    give_back_share,
    share_income,
)
from shequ_api.features.partners.models import Partner
from shequ_api.features.partners.public import partner_account
from shequ_api.features.redemptions.events import RedemptionRefunded
from shequ_api.kit.clock import utc_now
from tests.features.charity_grants.aid import Aid, account
from tests.features.charity_pledges.told import refunded, sold

SHARES = "/charity/income-shares"
Work = Callable[[], Awaitable[int]]


async def agreed(aid: Aid, pool: Pool, who: str = "partner", **changes: Any) -> str:
    body = {"pool_id": str(pool.id), "basis_points": 500} | changes
    return str((await aid.did(who, "POST", SHARES, **body))["id"])


async def balance(session: AsyncSession, partner: Partner) -> int:
    kept = await partner_account(session, partner, utc_now())
    return (await account(session, kept.id))[0]


async def test_five_per_cent_of_each_sale_and_fractions_carried(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession, work: Work
) -> None:
    share = await agreed(aid, pool)
    facts = [await sold(session, aid.cast, partner, 30) for _ in range(3)]  # 1.5 each
    await work()
    await share_income(session, facts[0], utc_now())  # told twice
    await session.commit()
    assert await account(session, pool.account_id) == (4, 0)
    assert await balance(session, partner) == 90 - 4
    [mine] = (await aid.got("partner", SHARES))["items"]
    assert (mine["given_points"], mine["due_ten_thousandths"]) == (4, 5000)
    lines = (await aid.got("partner", f"{SHARES}/{share}/postings"))["items"]
    assert [line["moved_points"] for line in reversed(lines)] == [1, 2, 1]
    assert not await verify(session)


async def test_a_refund_is_taken_off_even_after_the_end(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession, work: Work
) -> None:
    share = await agreed(aid, pool)
    fact = await sold(session, aid.cast, partner, 30)
    other = await sold(session, aid.cast, partner, 30)
    await work()
    assert await account(session, pool.account_id) == (3, 0)
    await aid.did("partner", "PUT", f"{SHARES}/{share}/end")
    late = await sold(session, aid.cast, partner, 1000)
    for each in (fact, fact, late):
        await refunded(session, each)
    await work()
    assert await account(session, pool.account_id) == (1, 0)
    lines = (await aid.got("partner", f"{SHARES}/{share}/postings"))["items"]
    assert [(line["refund"], line["income_points"]) for line in lines] == [
        (True, -30),
        (False, 30),
        (False, 30),
    ]
    assert str(other.subject_id) != str(fact.subject_id)
    assert not await verify(session)


async def test_a_refund_waits_for_its_sale(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession
) -> None:
    await agreed(aid, pool)
    fact = await sold(session, aid.cast, partner, 100)
    assert list(await session.scalars(select(Job.name).where(Job.subject_id == fact.subject_id)))
    with pytest.raises(IncomeStillWaiting):
        await give_back_share(session, RedemptionRefunded(**fact.model_dump()), utc_now())


async def test_what_is_not_there_is_due_with_what_comes_next(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession, work: Work
) -> None:
    share = await agreed(aid, pool, basis_points=10_000)
    await sold(session, aid.cast, partner, 10, paid=False)
    await work()
    assert await account(session, pool.account_id) == (0, 0)
    second = await sold(session, aid.cast, partner, 15)
    await work()
    assert await account(session, pool.account_id) == (15, 0)
    [mine] = (await aid.got("partner", SHARES))["items"]
    assert (mine["given_points"], mine["due_ten_thousandths"]) == (15, 100_000)
    now = utc_now()
    kept = await partner_account(session, partner, now)
    await holds.hold(
        session,
        key="test/spent",
        debit_account_id=pool.account_id,
        credit_account_id=kept.id,
        amount=15,
        expires_at=now.replace(year=now.year + 1),
        now=now,
    )
    await refunded(session, second)
    await work()
    row = (await session.scalars(select(IncomeShare))).one()
    await session.refresh(row)
    assert (str(row.id), row.given_points, row.ten_thousandths) == (share, 15, 100_000)
    assert not await verify(session)


async def test_by_the_partners_own_people_alone(
    aid: Aid, pool: Pool, partner: Partner, session: AsyncSession
) -> None:
    body = {"pool_id": str(pool.id), "basis_points": 500}
    for who in ("resident", "community_worker", "district_administrator"):
        assert await aid.refused(who, "POST", SHARES, **body) == (403, "permission_missing")
    assert await aid.refused("far_partner", "POST", SHARES, **body) == (409, "not_a_partner")
    share = await agreed(aid, pool)
    assert await aid.refused("partner", "POST", SHARES, **body) == (409, "pledge_stands")
    path = f"{SHARES}/{share}/end"
    assert await aid.refused("far_partner", "PUT", path) == (404, "not_found")
    over = body | {"basis_points": 10_001}
    assert await aid.refused("partner", "POST", SHARES, **over) == (422, "malformed")
