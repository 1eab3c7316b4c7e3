"""Pools for a purpose: opened and closed by staff, an open ledger that adds up, and effects."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.closing import close_over
from shequ_api.features.charity.models import Pool, Thanks
from shequ_api.features.charity.personal import collect, erase, merge
from shequ_api.features.charity.rules import households_told, shown_households
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, NEIGHBOUR
from tests.features.charity_grants.aid import STAFF, Aid, account, fill
from tests.features.charity_grants.conftest import aid as aid
from tests.features.points.earned import fund

POOLS = "/charity/pools"
SOON = timedelta(days=30)


def draft(aid: Aid, **changes: Any) -> dict[str, Any]:
    return {
        "community_id": str(aid.cast.places[HOME]),
        "purpose": "elderly",
        "title": "暖冬送餐",
        "what_for": "冬天给独居老人送热餐",
    } | changes


async def opened(aid: Aid, **changes: Any) -> str:
    pool = await aid.did(STAFF, "POST", POOLS, **draft(aid, **changes))
    return str(pool["id"])


async def give(aid: Aid, session: AsyncSession, pool: str, points: int, **more: Any) -> Any:
    await fund(session, aid.cast, "resident", points, now=utc_now())
    await session.commit()
    body = {"pool_id": pool, "amount_points": points} | more
    return await aid.ask("resident", "POST", "/charity/donations", json=body)


async def test_a_pool_for_a_purpose_takes_gifts(aid: Aid, session: AsyncSession) -> None:
    pool = await aid.did(STAFF, "POST", POOLS, **draft(aid, goal_points=500))
    assert (pool["purpose_title"], pool["goal_points"], pool["donated_points"]) == ("助老", 500, 0)
    assert (await give(aid, session, pool["id"], 12)).status_code == 201
    listed = await aid.got("newcomer", POOLS, community_id=aid.cast.places[HOME])
    assert [(each["title"], each["balance_points"]) for each in listed["items"]] == [
        ("致强社区公益池", 0),
        ("暖冬送餐", 12),
    ]


async def test_staff_of_the_community_alone(aid: Aid) -> None:
    for who in ("resident", "grid_chief", "subdistrict_administrator"):
        assert await aid.refused(who, "POST", POOLS, **draft(aid)) == (403, "permission_missing")
    far = draft(aid, community_id=str(aid.cast.places[NEIGHBOUR]))
    assert await aid.refused(STAFF, "POST", POOLS, **far) == (404, "not_found")
    pool = await opened(aid)
    why = {"reason": "结束"}
    assert await aid.refused("far_community_worker", "POST", f"{POOLS}/{pool}/closing", **why) == (
        404,
        "not_found",
    )
    assert await aid.refused(STAFF, "POST", POOLS, **draft(aid)) == (409, "pool_title_taken")
    past = draft(aid, title="过去", closes_at=(utc_now() - SOON).isoformat())
    assert await aid.refused(STAFF, "POST", POOLS, **past) == (422, "pool_ends_too_soon")
    building = draft(aid, community_id=str(aid.cast.places[f"{HOME}-c1-b1"]))
    assert await aid.refused(STAFF, "POST", POOLS, **building) == (422, "not_a_community")


async def test_what_is_left_goes_to_the_general_pool(aid: Aid, session: AsyncSession) -> None:
    pool = await opened(aid)
    await give(aid, session, pool, 40)
    general = await aid.pool(session)
    row = await session.get_one(Pool, UUID(pool))
    now = utc_now()
    held = await holds.hold(
        session,
        key=f"test/{pool}",
        debit_account_id=row.account_id,
        credit_account_id=general.account_id,
        amount=15,
        expires_at=now + SOON,
        now=now,
    )
    await session.commit()
    closed = await aid.did(STAFF, "POST", f"{POOLS}/{pool}/closing", reason="项目已完成")
    assert (closed["close_reason"], closed["balance_points"]) == ("项目已完成", 15)
    assert await account(session, general.account_id) == (25, 0)
    [fact] = await session.scalars(select(Event.facts).where(Event.name == "charity_pool_closed"))
    assert fact["rest_points"] == 25
    refused = await give(aid, session, pool, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "pool_over")
    again = await aid.refused(STAFF, "POST", f"{POOLS}/{pool}/closing", reason="再次")
    assert again == (409, "pool_already_closed")
    await holds.void(session, hold_id=held.id, now=utc_now())
    await close_over(session, utc_now())
    await session.commit()
    assert await account(session, row.account_id) == (0, 0)
    assert await account(session, general.account_id) == (40, 0)
    shown = (await aid.got("resident", POOLS, community_id=aid.cast.places[HOME]))["items"]
    assert [each["donated_points"] for each in shown] == [0, 40], "what went on was given once"
    lines = (await aid.got("resident", f"{POOLS}/{general.id}/ledger"))["items"]
    assert [(line["kind"], line["amount_points"]) for line in lines] == [("rest", 15), ("rest", 25)]
    assert lines[0]["title"] == "暖冬送餐结余转入致强社区公益池：项目已完成"
    stays = await aid.refused(STAFF, "POST", f"{POOLS}/{general.id}/closing", reason="不行")
    assert stays == (409, "general_pool_stays")
    assert not await verify(session)


async def test_what_is_over_closes_by_itself(aid: Aid, session: AsyncSession) -> None:
    end = utc_now() + SOON
    pool = await opened(aid, closes_at=end.isoformat())
    await give(aid, session, pool, 7)
    await close_over(session, end - timedelta(seconds=1))
    assert (await session.get_one(Pool, UUID(pool), populate_existing=True)).closed_at is None
    await close_over(session, end)
    await session.commit()
    row = await session.get_one(Pool, UUID(pool), populate_existing=True)
    assert (row.closed_at, row.closed_by_id, row.close_reason) == (end, None, "到期截止")
    assert await account(session, row.account_id) == (0, 0)


async def test_the_open_ledger_adds_up_over_its_pages(aid: Aid, session: AsyncSession) -> None:
    pool = await opened(aid)
    for points, anonymous in ((5, False), (3, True), (9, False)):
        assert (await give(aid, session, pool, points, anonymous=anonymous)).status_code == 201
    row = await session.get_one(Pool, UUID(pool))
    await fill(session, aid.cast, row.account_id, 100)
    await session.commit()
    path, seen, cursor = f"{POOLS}/{pool}/ledger", [], None
    while True:
        page = await aid.got(
            "far_resident", path, limit=2, **({"cursor": cursor} if cursor else {})
        )
        assert "甲居民" not in str(page)
        seen += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert [line["amount_points"] for line in seen] == [100, 9, 3, 5]
    assert [line["balance_after_points"] for line in seen] == [117, 17, 8, 5]
    assert [line["donor"] for line in seen] == [None, "甲*民", "匿名", "甲*民"]
    assert [line["kind"] for line in seen] == ["other", *["donation"] * 3]


async def test_two_accounts_of_one_human_being_are_one_donor(
    aid: Aid, session: AsyncSession
) -> None:
    pool = await opened(aid)
    await give(aid, session, pool, 5)
    merged = update(Person).where(Person.id == aid.cast.people["resident"])
    kept = aid.cast.people["same_building"]
    await session.execute(merged.values(merged_into_id=kept))
    await merge(session, kept, aid.cast.people["resident"], utc_now())
    await session.commit()
    await fund(session, aid.cast, "same_building", 3, now=utc_now())
    await session.commit()
    body = {"pool_id": pool, "amount_points": 3}
    await aid.ask("same_building", "POST", "/charity/donations", json=body)
    [_, shown] = (await aid.got("newcomer", POOLS, community_id=aid.cast.places[HOME]))["items"]
    assert (shown["donated_points"], shown["donors"]) == (8, 1)
    mine = (await aid.got("same_building", "/me/donations"))["items"]
    assert [each["amount_points"] for each in mine] == [3, 5]


async def test_a_balance_as_of_a_day(aid: Aid, session: AsyncSession) -> None:
    """Within a day nothing is told: else the instant of a grant would be found by halving."""
    pool = await opened(aid)
    before = utc_now() - timedelta(days=1)
    await give(aid, session, pool, 6)
    path = f"{POOLS}/{pool}/balance"
    assert (await aid.got("newcomer", path))["balance_points"] == 6
    asked = await aid.got("newcomer", path, as_of=before.isoformat())
    assert (asked["balance_points"], asked["set_aside_points"]) == (0, 0)
    assert asked["as_of"].endswith("T00:00:00.000+08:00")
    just_now = (await aid.got("newcomer", path))["as_of"]
    cut = await aid.got("newcomer", path, as_of=just_now)
    assert cut["as_of"] == f"{just_now[:10]}T00:00:00.000+08:00"
    assert cut["balance_points"] == 0
    later = await aid.got("newcomer", path, as_of="2099-01-01T00:00:00+08:00")
    assert later["balance_points"] == 6 and later["as_of"] < "2099"
    missing = await aid.ask("newcomer", "GET", f"{POOLS}/{uuid4()}/balance")
    assert missing.status_code == 404


async def test_donors_see_what_became_of_it_and_are_thanked(
    aid: Aid, session: AsyncSession, parts: Parts
) -> None:
    pool = await opened(aid)
    await aid.did(STAFF, "POST", f"{POOLS}/{pool}/thanks", words="很久以前的谢谢")
    await give(aid, session, pool, 20)
    row = await session.get_one(Pool, UUID(pool))
    row.granted_points, row.households_helped = 15, 27
    await session.commit()
    [mine] = (await aid.got("resident", "/me/donations"))["items"]
    assert (mine["granted_points"], mine["households_at_least"]) == (15, 20)
    assert (mine["households_told"], mine["thanks"]) == ("20 户以上", None)
    await aid.did(STAFF, "POST", f"{POOLS}/{pool}/thanks", words="谢谢大家")
    [mine] = (await aid.got("resident", "/me/donations"))["items"]
    assert mine["thanks"] == "谢谢大家"
    assert (await aid.got("same_building", "/me/donations"))["items"] == []
    public = (await aid.got("newcomer", f"{POOLS}/{pool}/thanks"))["items"]
    assert [each["words"] for each in public] == ["谢谢大家", "很久以前的谢谢"]
    kept = await collect(session, parts, aid.cast.people[STAFF])
    assert len(kept["致谢"]) == 2 and kept["经办的公益池"][0]["公益池"] == "暖冬送餐"
    await erase(session, aid.cast.people[STAFF], utc_now())
    left = (await session.scalars(select(Thanks.words))).all()
    assert set(left) == {"（已注销）"}


@pytest.mark.parametrize(("helped", "shown"), [(0, 0), (1, 0), (9, 0), (10, 10), (19, 10)])
def test_households_are_told_by_tens(helped: int, shown: int) -> None:
    assert shown_households(helped) == shown
    assert str(shown or 10) in households_told(helped)
