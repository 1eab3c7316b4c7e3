"""Entering, correcting, moving, finding and revealing people, over HTTP."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import Entry, Former, Occupancy
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.features.register.conftest import (
    FAR,
    HOUSE,
    ID_NUMBER,
    NAME,
    NEXT_DOOR,
    OTHER_GRID,
    PHONE,
    Doorstep,
    draft,
)

WORKER = "micro_grid_worker"


async def test_somebody_at_a_door_is_shown_masked(door: Doorstep) -> None:
    entry = await door.enter(id_number=ID_NUMBER.lower())
    assert (entry["name"], entry["phone"]) == ("欧**梅", "138******00")
    assert entry["id_number"] == "1" + "*" * 16 + "X"
    assert (entry["sex"], entry["cohort"]) == (2, 1945), "both by the ID number"
    view = await door.got(WORKER, f"/register/dwellings/{door.place(HOUSE)}")
    assert [person["id"] for person in view["people"]] == [entry["id"]]
    assert PHONE not in str(view) and NAME not in str(view)


async def test_nothing_of_it_lies_in_clear(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    await door.enter(id_number=ID_NUMBER)
    await enter_district(session, cast.places["510108000000"])
    kept = str((await session.execute(text("SELECT t::text FROM register_people t"))).all())
    for secret in (NAME, PHONE, ID_NUMBER):
        assert secret not in kept
        assert secret.encode().hex() not in kept


@pytest.mark.parametrize(
    "search",
    [
        {"phone": "138 0013 8000"},
        {"id_number": ID_NUMBER.lower()},
        {"name": "小梅"},
        {"name": "欧阳"},
        {"name": "阳小"},
        {"name": NAME},
        {"name": " 欧阳·小梅 "},
    ],
)
async def test_a_search_finds_in_scope_and_nowhere_else(
    door: Doorstep, search: dict[str, str]
) -> None:
    await door.enter(id_number=ID_NUMBER)
    for who in (WORKER, "general_grid_worker", "grid_chief", "community_worker"):
        assert len(await door.search(who, **search)) == 1, who
    for who in ("next_micro_worker", "next_general_worker", "far_community_worker"):
        assert await door.search(who, **search) == [], who


@pytest.mark.parametrize("part", ["梅小", "王小", "欧小", "欧阳小花"])
async def test_other_parts_find_nobody(door: Doorstep, part: str) -> None:
    await door.enter()
    assert await door.search(WORKER, name=part) == []


async def test_whole_names_come_first_and_a_building_narrows(
    door: Doorstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = "community_worker"
    for number, name in enumerate(("王建国强", "王建国", "李王建国", "王建国")):
        dwelling = OTHER_GRID if number == 3 else HOUSE
        await door.enter(who, dwelling, name=name, phone=f"1370013700{number}")
    monkeypatch.setattr("shequ_api.features.register.router.MOST_FOUND", 2)
    found = await door.did(who, "POST", "/register/people/searches", name="王建国")
    assert [one["name"] for one in found["found"]] == ["王*国"] * 2
    assert found["more"] is True
    narrowed = {"name": "王建国", "building_id": door.place(f"{HOME}-c1-b2")}
    found = await door.did(who, "POST", "/register/people/searches", **narrowed)
    assert ([one["dwelling_id"] for one in found["found"]], found["more"]) == (
        [door.place(OTHER_GRID)],
        False,
    )
    monkeypatch.setattr("shequ_api.features.register.router.MOST_OPENED", 1)
    found = await door.did(who, "POST", "/register/people/searches", name="建国")
    assert (len(found["found"]), found["more"]) == (2, True), "nobody knows of how many more"


@pytest.mark.parametrize(
    "search",
    [{}, {"name": "梅"}, {"name": "梅 "}, {"name": "·梅·"}, {"name": NAME, "phone": PHONE}],
)
async def test_a_search_names_one_thing(door: Doorstep, search: dict[str, str]) -> None:
    answer = await door.ask(WORKER, "POST", "/register/people/searches", json=search)
    assert answer.status_code == 422


async def test_codes_that_collide_show_nobody(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    """The index is cut short: what it finds is opened and compared before it is shown."""
    entry = await door.enter()
    other = await door.enter(dwelling=NEXT_DOOR, name="王五", phone="13700137000")
    await enter_district(session, cast.places["510108000000"])
    found = {str(row.id): row for row in await session.scalars(select(Entry))}
    found[other["id"]].phone_index = found[entry["id"]].phone_index
    found[other["id"]].name_codes = found[entry["id"]].name_codes
    await session.commit()
    assert [one["id"] for one in await door.search(WORKER, phone=PHONE)] == [entry["id"]]
    assert [one["id"] for one in await door.search(WORKER, name="小梅")] == [entry["id"]]


async def test_a_sealed_value_opens_in_its_own_row_alone(
    door: Doorstep, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    await door.enter()
    await door.enter(dwelling=NEXT_DOOR, name="王五", phone="13700137000")
    await enter_district(session, cast.places["510108000000"])
    one, other = list(await session.scalars(select(Entry).order_by(Entry.id)))
    one.phone_sealed, other.phone_sealed = other.phone_sealed, one.phone_sealed
    await session.commit()
    answer = await door.ask(WORKER, "GET", "/register/people")
    assert answer.status_code == 500, "a swapped value is never shown as another's"
    seal = parts.get(RegisterSeal)
    assert seal.phone_index(one.district_id, PHONE) != seal.phone_index(one.id, PHONE)


async def test_the_same_person_is_entered_once(door: Doorstep) -> None:
    await door.enter(id_number=ID_NUMBER)
    path = f"/register/dwellings/{door.place(HOUSE)}/people"
    for again in (draft(), draft(name="别名", id_number=ID_NUMBER)):
        answer = await door.ask(WORKER, "POST", path, json=again)
        assert (answer.status_code, answer.json()["code"]) == (409, "entry_known")


async def test_who_came_back_gets_the_old_entry(door: Doorstep) -> None:
    entry = await door.enter(id_number=ID_NUMBER)
    left = await door.ask(
        WORKER, "POST", f"/register/people/{entry['id']}/departure", json={"ends_on": "2026-05-01"}
    )
    assert left.status_code == 200
    assert await door.search(WORKER, phone=PHONE) == []
    back = await door.enter(id_number=ID_NUMBER, belonging="owner", starts_on="2026-06-01")
    assert back["id"] == entry["id"]
    assert back["occupancy_id"] != entry["occupancy_id"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"id_number": "110105194912310021"}, "id_number_wrong"),
        ({"starts_on": "2999-01-01"}, "day_ahead"),
        ({"born_on": "2099-01-01"}, "day_ahead"),
        ({"name": "··"}, "nobody_named"),
    ],
)
async def test_what_cannot_be_is_refused(door: Doorstep, wrong: dict[str, Any], code: str) -> None:
    path = f"/register/dwellings/{door.place(HOUSE)}/people"
    answer = await door.ask(WORKER, "POST", path, json=draft(**wrong))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_what_was_said_before_a_correction_is_kept(
    door: Doorstep, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    entry = await door.enter()
    await door.did(WORKER, "PUT", f"/register/people/{entry['id']}", phone="13700137000")
    assert await door.search(WORKER, phone=PHONE) == []
    assert len(await door.search(WORKER, phone="13700137000")) == 1
    await enter_district(session, cast.places["510108000000"])
    [former] = list(await session.scalars(select(Former)))
    seal = parts.get(RegisterSeal)
    said = seal.open_facts("register_history", former.id, "former", former.former_sealed)
    assert said == {"phone": PHONE}
    assert (former.source, str(former.entry_id)) == ("door_visit", entry["id"])


async def test_belonging_changes_by_a_successor(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    entry = await door.enter()
    path = f"/register/people/{entry['id']}/occupancy"
    changed = await door.did(WORKER, "PUT", path, belonging="owner", starts_on="2026-06-01")
    assert (changed["belonging"], changed["id"]) == ("owner", entry["id"])
    await enter_district(session, cast.places["510108000000"])
    rows = list(await session.scalars(select(Occupancy).order_by(Occupancy.starts_on)))
    assert [(row.belonging, row.ends_on) for row in rows] == [
        ("tenant", date(2026, 6, 1)),
        ("owner", None),
    ]
    assert rows[0].successor_id == rows[1].id
    early = await door.ask(
        WORKER, "PUT", path, json={"belonging": "tenant", "starts_on": "2026-05-01"}
    )
    assert early.json()["code"] == "occupancy_dates_unfit"


async def test_moving_takes_the_entry_along(door: Doorstep) -> None:
    entry = await door.enter()
    path = f"/register/people/{entry['id']}/removal"
    there = {"belonging": "tenant", "starts_on": "2026-06-01"}
    beyond = {"dwelling_id": door.place(OTHER_GRID), **there}
    refused = await door.ask(WORKER, "POST", path, json=beyond)
    assert refused.status_code == 404, "a micro-grid worker moves nobody out of the own grid"
    await door.did("community_worker", "POST", path, **beyond)
    assert await door.search(WORKER, phone=PHONE) == []
    assert len(await door.search("next_micro_worker", phone=PHONE)) == 1


async def test_a_reveal_is_logged_with_its_purpose(door: Doorstep, session: AsyncSession) -> None:
    entry = await door.enter(id_number=ID_NUMBER)
    path = f"/register/people/{entry['id']}/reveals"
    why = {"purpose": "contact", "reason": "核对租住登记"}
    shown = await door.did(WORKER, "POST", path, fields=["phone", "born_on"], **why)
    assert shown["values"] == {"phone": PHONE, "born_on": "1949-12-31"}
    logged = text("SELECT fields, purpose, reason, subject_id::text FROM access_log")
    rows = (await session.execute(logged)).all()
    assert (["born_on", "phone"], "contact", "核对租住登记", entry["id"]) in map(tuple, rows)
    unsaid = await door.ask(WORKER, "POST", path, json={"fields": ["phone"], "purpose": "contact"})
    assert unsaid.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("resident", 403),
        ("partner", 403),
        ("committee_member", 403),
        ("auditor", 403),
        ("department_officer", 403),
        ("subdistrict_administrator", 403),
        ("district_administrator", 403),
        ("city_administrator", 403),
        ("next_micro_worker", 404),
        ("far_community_worker", 404),
    ],
)
async def test_only_those_responsible_read(door: Doorstep, who: str, status: int) -> None:
    entry = await door.enter()
    why = {"fields": ["phone"], "purpose": "contact", "reason": "想看看"}
    asked = [
        await door.ask(who, "GET", f"/register/dwellings/{door.place(HOUSE)}"),
        await door.ask(who, "POST", f"/register/people/{entry['id']}/reveals", json=why),
        await door.ask(who, "PUT", f"/register/people/{entry['id']}", json={"phone": PHONE}),
    ]
    assert [answer.status_code for answer in asked] == [status] * 3


async def test_nobody_is_entered_beyond_ones_scope(door: Doorstep) -> None:
    for dwelling in (OTHER_GRID, FAR):
        path = f"/register/dwellings/{door.place(dwelling)}/people"
        assert (await door.ask(WORKER, "POST", path, json=draft())).status_code == 404
