"""Keyed facts, confirming at the door, the worklist and the counts, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import RegisterFact, Tally
from shequ_api.base.register.tallies import recount_all
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, Cast
from tests.features.register.conftest import HOUSE, ID_NUMBER, NEXT_DOOR, OTHER_GRID, Doorstep

WORKER = "micro_grid_worker"
USE = "facts/dwelling_use"


async def age(session: AsyncSession, cast: Cast, days: int) -> None:
    """As if everything had been verified so many days ago."""
    await enter_district(session, cast.places["510108000000"])
    for table in ("people", "occupancies", "premises", "facts"):
        await session.execute(
            text(
                f"UPDATE register_{table} SET stale_on = stale_on - {days},"
                f" verified_at = verified_at - interval '{days} days'"
            )
        )
    await session.commit()


async def test_a_replaced_fact_is_kept(door: Doorstep, session: AsyncSession, cast: Cast) -> None:
    path = f"/register/dwellings/{door.place(HOUSE)}/{USE}"
    first = await door.did(WORKER, "PUT", path, value="let")
    again = await door.did(WORKER, "PUT", path, value="let", source="phone_call")
    assert again["id"] == first["id"], "the same once more is a confirmation"
    second = await door.did(WORKER, "PUT", path, value="own")
    view = await door.got(WORKER, f"/register/dwellings/{door.place(HOUSE)}")
    assert [(fact["id"], fact["value"]) for fact in view["facts"]] == [(second["id"], "own")]
    await enter_district(session, cast.places["510108000000"])
    former = await session.get_one(RegisterFact, UUID(first["id"]))
    assert (former.value, str(former.successor_id)) == ("let", second["id"])
    assert former.ended_at is not None


async def test_a_sensitive_fact_is_sealed_and_shown_by_reveal_alone(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    entry = await door.enter()
    path = f"/register/people/{entry['id']}"
    put = await door.did(WORKER, "PUT", f"{path}/facts/emergency_contact", value="女儿 13700137000")
    assert (put["value"], put["sensitive"]) == (None, True)
    why = {"purpose": "emergency", "reason": "联系家属"}
    shown = await door.did(WORKER, "POST", f"{path}/fact-reveals", **why)
    assert shown["values"] == {"emergency_contact": "女儿 13700137000"}
    await enter_district(session, cast.places["510108000000"])
    kept = str((await session.execute(text("SELECT f::text FROM register_facts f"))).all())
    assert "13700137000" not in kept


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("dwelling_use", "castle", "register_fact_unfit"),
        ("dwelling_use", True, "register_fact_unfit"),
        ("room_count", True, "register_fact_unfit"),
        ("room_count", "three", "register_fact_unfit"),
        ("room_count", -1, "malformed"),
        ("room_count", 10**15, "malformed"),
        ("employment", "retired", "register_fact_unknown"),
        ("no_such_key", 1, "register_fact_unknown"),
    ],
)
async def test_facts_fit_their_catalogue(door: Doorstep, key: str, value: Any, code: str) -> None:
    path = f"/register/dwellings/{door.place(HOUSE)}/facts/{key}"
    answer = await door.ask(WORKER, "PUT", path, json={"value": value})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_one_request_at_the_door_confirms_what_is_in_view(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    entry = await door.enter(belonging="floating_resident", id_number=ID_NUMBER)
    fact = await door.did(
        WORKER, "PUT", f"/register/dwellings/{door.place(HOUSE)}/{USE}", value="let"
    )
    elsewhere = await door.enter(dwelling=NEXT_DOOR, name="王五", phone="13700137000")
    await age(session, cast, 400)
    stale = await door.got(WORKER, "/register/stale", limit=100)
    assert len(stale["items"]) == 5
    ids = [entry["id"], fact["id"]]
    done = await door.did(
        WORKER,
        "POST",
        f"/register/dwellings/{door.place(HOUSE)}/confirmations",
        ids=[*ids, elsewhere["id"], str(uuid4())],
    )
    # Who was seen lives there.
    assert sorted(done["confirmed"]) == sorted([*ids, entry["occupancy_id"]])
    assert elsewhere["id"] in done["left_out"]
    left = await door.got(WORKER, "/register/stale")
    assert {line["place_id"] for line in left["items"]} == {door.place(NEXT_DOOR)}
    view = (await door.got(WORKER, f"/register/dwellings/{door.place(HOUSE)}"))["people"][0]
    today = china_date(utc_now())
    assert view["stale_on"] == (today + timedelta(days=180)).isoformat()
    assert view["occupancy_stale_on"] == (today + timedelta(days=30)).isoformat()


async def test_the_worklist_is_one_order_over_all_kinds(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    for number, dwelling in enumerate((HOUSE, NEXT_DOOR)):
        await door.enter(dwelling=dwelling, name=f"甲乙{number}", phone=f"1370013700{number}")
        path = f"/register/dwellings/{door.place(dwelling)}/{USE}"
        await door.did(WORKER, "PUT", path, value="let")
    shop = {"place_id": door.place(HOUSE), "name": "小店", "kind": "shop"}
    await door.did(WORKER, "POST", "/register/premises", **shop)
    other = await door.enter("next_micro_worker", OTHER_GRID, name="丙丁", phone="13600136000")
    assert (await door.got(WORKER, "/register/stale"))["items"] == []
    await age(session, cast, 400)
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = await door.got(WORKER, "/register/stale", **query)
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len({line["id"] for line in seen}) == 7
    assert [(line["stale_on"], line["id"]) for line in seen] == sorted(
        (line["stale_on"], line["id"]) for line in seen
    )
    assert {line["kind"] for line in seen} == {"contact", "occupancy", "premises", "fact"}
    assert other["id"] not in {line["id"] for line in seen}
    everything = await door.got("community_worker", "/register/stale", limit=100)
    assert len(everything["items"]) == 9
    building = {"building_id": door.place(f"{HOME}-c1-b2"), "limit": 100}
    assert len((await door.got("community_worker", "/register/stale", **building))["items"]) == 2


async def test_the_worklist_of_a_micro_grid_and_of_a_kind(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    ours = await door.enter()
    await door.did(WORKER, "PUT", f"/register/people/{ours['id']}/facts/lives_alone", value=True)
    other = await door.enter("next_micro_worker", OTHER_GRID, name="丙丁", phone="13600136000")
    await age(session, cast, 400)

    async def stale(who: str, **query: str) -> list[tuple[str, str]]:
        found = await door.got(who, "/register/stale", **query)
        return sorted((line["kind"], line["entry_id"]) for line in found["items"])

    grids = {"ours": cast.places[f"{HOME}-m01"], "other": cast.places[f"{HOME}-m02"]}
    mine = [(kind, ours["id"]) for kind in ("contact", "fact", "occupancy")]
    chief = "community_worker"
    assert await stale(chief, micro_grid_id=str(grids["ours"])) == mine
    assert await stale(chief, micro_grid_id=str(grids["ours"]), kind="fact") == mine[1:2]
    assert await stale(chief, kind="contact") == sorted(
        ("contact", entry["id"]) for entry in (ours, other)
    )
    assert await stale(WORKER, micro_grid_id=str(grids["other"])) == [], "no further than ones own"


async def test_counts_follow_each_change_and_the_days(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    entry = await door.enter()
    for who in (WORKER, "community_worker", "subdistrict_administrator", "city_administrator"):
        lines = (await door.got(who, "/register/freshness"))["items"]
        assert [(line["people"], line["facts"], line["stale"]) for line in lines] == [(1, 2, 0)], (
            who
        )
    assert (await door.got("far_community_worker", "/register/freshness"))["items"] == []
    assert (await door.ask("auditor", "GET", "/register/freshness")).status_code == 403
    await age(session, cast, 400)
    await recount_all(session, utc_now())
    await session.commit()
    [line] = (await door.got("district_administrator", "/register/freshness"))["items"]
    assert (line["stale"], line["oldest_stale_on"] is not None) == (2, True)
    moved = {
        "dwelling_id": door.place(OTHER_GRID),
        "belonging": "tenant",
        "starts_on": "2026-06-01",
    }
    await door.did("community_worker", "POST", f"/register/people/{entry['id']}/removal", **moved)
    rows = await session.execute(select(Tally.micro_grid_id, Tally.people, Tally.facts))
    counted = {row[0]: tuple(row[1:]) for row in rows}
    assert counted[cast.places[f"{HOME}-m01"]] == (0, 0)
    assert counted[cast.places[f"{HOME}-m02"]] == (1, 2)


async def test_premises_come_change_and_go(door: Doorstep) -> None:
    shop = {
        "place_id": door.place(f"{HOME}-c1-b1"),
        "name": "好邻居便利店",
        "kind": "shop",
        "credit_code": "91350100M000100Y43",
        "keeper_name": "王小四",
        "keeper_phone": "13800138000",
    }
    made = await door.did(WORKER, "POST", "/register/premises", **shop)
    assert (made["keeper_name"], made["keeper_phone"]) == ("王*四", "138******00")
    twice = await door.ask(WORKER, "POST", "/register/premises", json=shop)
    assert (twice.status_code, twice.json()["code"]) == (409, "premises_known")
    wrong = {**shop, "credit_code": "91350100M000100Y44"}
    answer = await door.ask(WORKER, "POST", "/register/premises", json=wrong)
    assert answer.json()["code"] == "credit_code_wrong"
    path = f"/register/premises/{made['id']}"
    said = {key: value for key, value in shop.items() if key != "place_id"}
    named = await door.did(WORKER, "PUT", path, **{**said, "name": "新邻居便利店"})
    assert (named["name"], named["keeper_phone"]) == ("新邻居便利店", "138******00")
    await door.did(WORKER, "PUT", f"{path}/facts/bottled_gas", value=True)
    why = {"purpose": "contact", "reason": "通知消防检查"}
    shown = await door.did(WORKER, "POST", f"{path}/reveals", **why)
    assert shown["values"] == {"keeper_name": "王小四", "keeper_phone": "13800138000"}
    assert (await door.ask("next_micro_worker", "PUT", path, json=said)).status_code == 404
    assert (await door.did(WORKER, "POST", f"{path}/closure"))["ended_at"]
    assert (await door.got(WORKER, "/register/premises"))["items"] == []
    closed = await door.ask(WORKER, "PUT", f"{path}/facts/bottled_gas", json={"value": False})
    assert closed.json()["code"] == "premises_closed"
