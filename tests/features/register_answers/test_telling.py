"""What a form says at a door is a fact of the register, once and everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import china_date, utc_now
from tests.features.patrols.field import MORNING
from tests.features.register.conftest import HOUSE, NEXT_DOOR
from tests.features.register_answers.conftest import (
    BOTTLED,
    GAS,
    NO_GAS,
    REVIEWER,
    WORKER,
    Listening,
)


async def test_answers_become_facts_with_source_and_day(listening: Listening) -> None:
    inspection = await listening.inspect(GAS)
    said = await listening.facts()
    assert said == {
        "gas_supply": "piped",
        "gas_hose": "stainless_steel",
        "gas_alarm": "working",
        "bicycle_charging": False,
    }
    fact = await listening.fact("gas_hose")
    assert fact is not None
    assert (fact["source"], fact["verified_at"]) == ("form", MORNING)
    assert inspection != fact["id"]


async def test_what_is_hidden_or_unclear_tells_nothing(listening: Listening) -> None:
    await listening.inspect(GAS | {"hose_material": "unclear"})
    assert "gas_hose" not in await listening.facts()


async def test_one_who_was_not_let_in_tells_nothing(listening: Listening) -> None:
    await listening.inspect({"visit_result": "nobody_home"})
    assert await listening.facts() == {}


async def test_the_same_told_twice_is_told_once(listening: Listening) -> None:
    body = await listening.field.body(GAS)
    sheet = "0199a3c4-5d6e-7f80-9a1b-0000000a0001"
    for _ in range(2):
        answer = await listening.field.ask(WORKER, "PUT", f"/inspections/{sheet}", json=body)
        assert answer.status_code in {200, 201}
        await listening.heard()
    before = await listening.fact("gas_supply")
    await listening.review(sheet)  # the same is settled once more
    assert await listening.fact("gas_supply") == before
    history = await listening.door.got(
        WORKER, f"/register/dwellings/{listening.door.place(HOUSE)}/history"
    )
    assert history["items"] == []


async def test_what_is_said_again_is_believed_for_longer(listening: Listening) -> None:
    await listening.put("gas_supply", "piped", source="import")
    early = (utc_now() - timedelta(days=1)).isoformat()
    await listening.inspect(GAS, filled_at=early)
    fact = await listening.fact("gas_supply")
    assert fact is not None
    # Seen a day before somebody put it into the register: what is newer stays.
    assert fact["source"] == "import"
    now = utc_now().isoformat()
    await listening.inspect(GAS, filled_at=now)
    fact = await listening.fact("gas_supply")
    assert fact is not None
    assert fact["source"] == "form"
    assert fact["stale_on"] == str(china_date(utc_now()) + timedelta(days=180))


async def test_a_clock_from_1970_is_not_believed(listening: Listening) -> None:
    await listening.inspect(GAS, filled_at="1970-01-02T00:00:00+08:00")
    fact = await listening.fact("gas_supply")
    assert fact is not None
    assert fact["verified_at"] > MORNING


async def test_a_row_tells_of_its_resident(listening: Listening) -> None:
    entry = (await listening.door.enter())["id"]
    await listening.door.enter(name="王大山", phone="13700137000")
    await listening.visit(
        entry,
        phone="139 0013 9000",
        belonging="owner",
        lives_alone=True,
        mobility_need="轮椅",
        filled_at=utc_now().isoformat(),
    )
    person = await listening.person(entry)
    assert (await listening.phone(entry), person["belonging"]) == ("13900139000", "owner")
    assert person["source"] == "form"
    why = {"purpose": "care", "reason": "核对"}
    path = f"/register/people/{entry}/fact-reveals"
    sealed = await listening.door.did(WORKER, "POST", path, **why)
    assert sealed["values"] == {"mobility_need": "轮椅"}


async def test_a_mask_is_no_number(listening: Listening) -> None:
    entry = (await listening.door.enter())["id"]
    before = await listening.phone(entry)
    await listening.visit(entry, phone="138******00", filled_at=utc_now().isoformat())
    assert await listening.phone(entry) == before


async def test_a_row_about_somebody_elsewhere_tells_nothing(listening: Listening) -> None:
    entry = (await listening.door.enter(dwelling=NEXT_DOOR))["id"]
    await listening.visit(entry, phone="13900139000", filled_at=utc_now().isoformat())
    assert await listening.phone(entry) == "13800138000"
    assert await listening.conflicts() == []


async def test_a_shop_is_what_its_form_says(listening: Listening) -> None:
    door = listening.door
    building = HOUSE.rsplit("-", 2)[0]
    shop = {"place_id": door.place(building), "name": "老店", "kind": "shop"}
    premises = (await door.did(WORKER, "POST", "/register/premises", **shop))["id"]
    answers: dict[str, Any] = {
        "registered_shop": premises,
        "shop_name": "新店",
        "shop_kind": "food",
        "staff_count": 3,
        "people_sleep_here": False,
        "exit_clear": True,
        "windows_barred": False,
        "extinguishers": 2,
        "shop_gas_kind": "no_gas",
        "shop_wiring": ["good"],
    }
    now = utc_now().isoformat()
    await listening.inspect(answers, form="shop_safety", place=building, filled_at=now)
    [found] = (await door.got(WORKER, "/register/premises"))["items"]
    assert (found["name"], found["kind"]) == ("新店", "restaurant")
    known = await listening.prefill("shop_safety", building)
    answered = {field["field"]: field["answer"] for field in known["fields"]}
    assert (answered["staff_count"], answered["extinguishers"]) == (3, 2)


async def test_who_may_not_edit_the_register_tells_by_an_approval_alone(
    listening: Listening, session: AsyncSession
) -> None:
    """A right to fill in forms, or one that is over by now, is none to write into the register."""
    body = await listening.field.body(GAS)
    receipt = (await listening.field.send(body)).json()
    over = text("UPDATE postings SET ended_at = now() WHERE person_id = :who")
    await session.execute(over, {"who": listening.cast.people[WORKER]})
    await session.commit()
    await listening.heard()
    assert await listening.facts(REVIEWER) == {}
    await listening.review(receipt["id"])
    assert (await listening.facts(REVIEWER))["gas_supply"] == "piped"


async def test_an_edit_tells_what_it_says_now(listening: Listening) -> None:
    inspection = await listening.inspect(GAS)
    edit = {"answers": NO_GAS, "reason": "看错了"}
    path = f"/inspections/{inspection}/edits/2"
    answer = await listening.field.ask(WORKER, "PUT", path, json=edit)
    assert answer.status_code == 201, answer.text
    await listening.heard()
    assert await listening.facts() == {"gas_supply": "none", "bicycle_charging": False}


@pytest.mark.parametrize("decision", ["rejected", "has_issues"])
async def test_what_does_not_stand_is_taken_back(listening: Listening, decision: str) -> None:
    await listening.put("gas_supply", "bottled", source="import")
    inspection = await listening.inspect(GAS, filled_at=utc_now().isoformat())
    assert (await listening.facts())["gas_supply"] == "piped"
    await listening.review(inspection, decision=decision, note="没有去过")
    assert await listening.facts() == {"gas_supply": "bottled"}
    fact = await listening.fact("gas_supply")
    assert fact is not None
    assert fact["source"] == "import"


async def test_a_deleted_one_tells_nothing_and_a_withdrawn_approval_neither(
    listening: Listening,
) -> None:
    inspection = await listening.inspect(GAS)
    await listening.review(inspection)
    path = f"/inspections/{inspection}/approval-withdrawal"
    reason = {"reason": "照片是别家的"}
    answer = await listening.field.ask(REVIEWER, "PUT", path, json=reason)
    assert answer.status_code in {200, 201}, answer.text
    await listening.heard()
    assert await listening.facts() == {}
    await listening.review(inspection)  # approved after all
    assert (await listening.facts())["gas_supply"] == "piped"
    path = f"/inspections/{inspection}/deletion"
    answer = await listening.field.ask("district_administrator", "PUT", path, json=reason)
    assert answer.status_code in {200, 201}, answer.text
    await listening.heard()
    assert await listening.facts() == {}


async def test_nobody_falls_back_on_what_was_rejected(listening: Listening) -> None:
    """A said, B replaced it, A is rejected, then B: what is left is what was before both."""
    await listening.put("gas_supply", "none", source="import")
    first = await listening.inspect(BOTTLED, filled_at=utc_now().isoformat())
    second = await listening.inspect(GAS, filled_at=utc_now().isoformat(), who=REVIEWER)
    await listening.review(first, decision="rejected", note="填错了")
    assert (await listening.facts())["gas_supply"] == "piped"
    await listening.review(second, "community_worker", decision="rejected", note="填错了")
    assert await listening.facts() == {"gas_supply": "none"}


async def test_what_somebody_has_said_since_is_left(listening: Listening) -> None:
    inspection = await listening.inspect(GAS)
    await listening.put("gas_supply", "bottled")
    await listening.review(inspection, decision="rejected", note="填错了")
    assert await listening.facts() == {"gas_supply": "bottled"}


async def test_a_person_is_put_back_as_they_were(listening: Listening) -> None:
    entry = (await listening.door.enter(source="import"))["id"]
    before = await listening.person(entry)
    now = utc_now().isoformat()
    inspection = await listening.visit(entry, phone="13900139000", belonging="owner", filled_at=now)
    await listening.review(inspection, decision="rejected", note="不是本人")
    after = await listening.person(entry)
    assert await listening.phone(entry) == "13800138000"
    kept = ("belonging", "source", "verified_at", "stale_on", "occupancy_stale_on")
    assert [after[key] for key in kept] == [before[key] for key in kept]
