"""Rules that propose each month for households that carry a tag, up to what a pool has."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.charity.models import Pool
from shequ_api.features.charity_allocations.rules import affordable
from shequ_api.features.charity_allocations.service import run_rules
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import NEIGHBOUR
from tests.features.charity_grants.aid import CHIEF, DISTRICT, STAFF, WORKER, Aid, account
from tests.features.notice_reading.register import known

RULES = "/charity/allocation-rules"


def draft(pool: Pool, **changes: Any) -> dict[str, Any]:
    starts_on = china_date(utc_now()) - timedelta(days=40)
    return {
        "pool_id": str(pool.id),
        "tag": "lives_alone",
        "points": 30,
        "starts_on": starts_on.isoformat(),
    } | changes


async def alone(session: AsyncSession, aid: Aid, *who: str) -> None:
    for member in who:
        await known(session, aid.cast, member, lives_alone=True)


async def proposed(session: AsyncSession, aid: Aid) -> list[tuple[UUID | None, date | None, int]]:
    await enter_district(session, aid.cast.places[DISTRICT])
    rows = (await session.scalars(select(Proposal).where(Proposal.rule_id.is_not(None)))).all()
    await leave_walls(session)
    return [(row.person_id, row.month, row.points) for row in rows]


async def test_it_proposes_once_a_month_and_grants_nothing(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    await alone(session, aid, "resident", "same_building", "far_resident")
    rule = await aid.did(STAFF, "POST", RULES, **draft(pool))
    assert (rule["tag_title"], rule["ran_for"]) == ("独居居民", None)
    now = utc_now()
    month = china_date(now).replace(day=1)
    for _ in range(3):
        await run_rules(session, now)
        await session.commit()
    people = aid.cast.people
    assert sorted(await proposed(session, aid), key=str) == sorted(
        [(people[who], month, 30) for who in ("resident", "same_building")], key=str
    )
    assert await account(session, pool.account_id) == (100, 0)
    waiting = (await aid.got(STAFF, "/charity/proposals"))["items"]
    assert {each["rule_id"] for each in waiting} == {rule["id"]}
    assert {each["proposed_by_name"] for each in waiting} == {None}
    await aid.approve(waiting[0]["id"])
    assert (await aid.confirm(waiting[0]["id"]))["state"] == "granted"
    refused = await aid.refused(
        WORKER, "POST", f"/charity/proposals/{waiting[1]['id']}/withdrawal", reason="不是我提的"
    )
    assert refused == (403, "not_your_proposal")
    await run_rules(session, now + timedelta(days=31))
    await session.commit()
    assert len(await proposed(session, aid)) == 3, "40 are left that nobody waits for: one more"


async def test_what_the_pool_has_later_is_proposed_in_the_same_month(
    aid: Aid, session: AsyncSession
) -> None:
    await alone(session, aid, "resident", "same_building")
    pool, now = await aid.pool(session), utc_now()
    rule = await aid.did(STAFF, "POST", RULES, **draft(pool))
    for points, reached, complete in ((29, 0, False), (1, 1, False), (70, 2, True)):
        await aid.pool(session, points)
        await run_rules(session, now)
        await session.commit()
        assert len(await proposed(session, aid)) == reached
        [shown] = (await aid.got(STAFF, RULES))["items"]
        assert shown["id"] == rule["id"] and (shown["ran_for"] is not None) == complete


async def test_those_come_first_whom_it_reached_longest_ago(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    await alone(session, aid, "resident", "same_building", "same_compound")
    await aid.did(STAFF, "POST", RULES, **draft(pool, points=50))
    now, reached = utc_now(), []
    for months in range(3):
        before = await proposed(session, aid)
        await run_rules(session, now + timedelta(days=31 * months))
        await session.commit()
        reached.append({each[0] for each in await proposed(session, aid) if each not in before})
        for each in (await aid.got(STAFF, "/charity/proposals"))["items"]:
            path = f"/charity/proposals/{each['id']}/refusal"
            await aid.did(CHIEF, "POST", path, reason="本月不发")
    assert [len(each) for each in reached] == [2, 2, 2]
    assert reached[0] | reached[1] == {
        aid.cast.people[who] for who in ("resident", "same_building", "same_compound")
    }
    assert reached[1] != reached[0]


async def test_what_is_over_or_not_begun_proposes_nothing(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    await alone(session, aid, "resident")
    today = china_date(utc_now())
    rule = await aid.did(STAFF, "POST", RULES, **draft(pool))
    ended = f"{RULES}/{rule['id']}/end"
    assert await aid.refused(CHIEF, "PUT", ended) == (403, "permission_missing")
    assert await aid.refused("far_community_worker", "PUT", ended) == (404, "not_found")
    assert (await aid.did(STAFF, "PUT", ended))["ended_at"]
    assert await aid.refused(STAFF, "PUT", ended) == (409, "allocation_rule_ended")
    await aid.did(STAFF, "POST", RULES, **draft(pool, ends_on=today.isoformat()))
    tomorrow = (today + timedelta(days=1)).isoformat()
    await aid.did(STAFF, "POST", RULES, **draft(pool, starts_on=tomorrow))
    await run_rules(session, utc_now())
    await session.commit()
    assert await proposed(session, aid) == []
    assert len((await aid.got(STAFF, RULES))["items"]) == 3
    assert (await aid.got("far_community_worker", RULES))["items"] == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"tag": "resident"}, 422, "tag_unknown"),
        ({"tag": "nobody_knows"}, 422, "tag_unknown"),
        ({"points": 0}, 422, "malformed"),
        ({"pool_id": str(uuid4())}, 404, "not_found"),
        ({"ends_on": "2020-01-01"}, 422, "allocation_rule_ends_too_soon"),
    ],
)
async def test_unfit_rules(
    aid: Aid, pool: Pool, changes: dict[str, Any], status: int, code: str
) -> None:
    assert await aid.refused(STAFF, "POST", RULES, **draft(pool, **changes)) == (status, code)


async def test_a_pool_of_another_community_is_not_found(
    aid: Aid, pool: Pool, session: AsyncSession
) -> None:
    there = aid.cast.places[NEIGHBOUR]
    pools = await aid.got("resident", "/charity/pools", community_id=there)
    far = draft(pool, pool_id=pools["items"][0]["id"])
    assert await aid.refused(STAFF, "POST", RULES, **far) == (404, "not_found")


@pytest.mark.parametrize(
    ("available", "waiting", "points", "households"),
    [(100, 0, 30, 3), (100, 41, 30, 1), (100, 100, 1, 0), (10, 90, 1, 0), (0, 0, 5, 0)],
)
def test_no_more_is_proposed_than_there_is(
    available: int, waiting: int, points: int, households: int
) -> None:
    assert affordable(available, waiting, points) == households
