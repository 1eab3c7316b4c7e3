"""What contradicts something better founded, newer or changed meanwhile waits for a person."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.register_conflicts.service.closing import close_agreed
from shequ_api.kit.clock import china_date, utc_now
from tests.features.register.conftest import NEXT_DOOR
from tests.features.register_answers.conftest import (
    BOTTLED,
    GAS,
    NO_GAS,
    REVIEWER,
    WORKER,
    Listening,
)

COMMUNITY = "community_worker"


def hours_ago(hours: int) -> str:
    return (utc_now() - timedelta(hours=hours)).isoformat()


async def decide(listening: Listening, conflict: str, who: str = REVIEWER, **word: Any) -> Response:
    path = f"/register/conflicts/{conflict}/decision"
    return await listening.door.ask(who, "PUT", path, json=word)


async def quarrel(listening: Listening, **more: Any) -> dict[str, Any]:
    """What the person said of their phone, and what a form says; the conflict."""
    entry = (await listening.door.enter(source="self_declared"))["id"]
    await listening.visit(entry, phone="13900139000", filled_at=hours_ago(0), **more)
    [conflict] = await listening.conflicts()
    return {"entry": entry, **conflict}


async def test_a_newer_word_replaces_what_nobody_vouched_for(listening: Listening) -> None:
    await listening.put("gas_supply", "bottled", source="import")
    await listening.inspect(GAS, filled_at=hours_ago(0))
    assert (await listening.facts())["gas_supply"] == "piped"
    assert await listening.conflicts() == []
    [noted] = await listening.conflicts(outcome="replaced")
    assert (noted["key"], noted["said"], noted["known"]["value"]) == (
        "gas_supply",
        "piped",
        "piped",
    )


async def test_what_the_person_said_stands_until_somebody_decides(listening: Listening) -> None:
    conflict = await quarrel(listening)
    assert await listening.phone(conflict["entry"]) == "13800138000"
    assert (conflict["outcome"], conflict["reason"]) == ("conflict", "firmer")
    # Both are shown masked, and neither is anywhere in clear.
    assert "*" in conflict["said"] and "*" in conflict["known"]["value"]
    assert conflict["known"]["source"] == "self_declared"


async def test_what_is_stale_gives_way(listening: Listening, session: AsyncSession) -> None:
    entry = (await listening.door.enter(source="self_declared"))["id"]
    await enter_district(session, listening.cast.places["510108000000"])
    old = "UPDATE register_people SET stale_on = '2026-01-01', verified_at = '2025-07-01'"
    await session.execute(text(old))
    await session.commit()
    await leave_walls(session)
    await listening.visit(entry, phone="13900139000", filled_at=hours_ago(0))
    assert await listening.phone(entry) == "13900139000"


async def test_what_was_seen_before_does_not_replace_what_was_seen_after(
    listening: Listening,
) -> None:
    await listening.put("gas_supply", "none")
    await listening.inspect(GAS, filled_at=hours_ago(5))
    [conflict] = await listening.conflicts()
    assert (conflict["key"], conflict["reason"]) == ("gas_supply", "newer")
    assert (await listening.facts())["gas_supply"] == "none"


async def test_what_changed_after_it_was_loaded_is_not_overwritten(listening: Listening) -> None:
    await listening.put("gas_supply", "none")
    based_on = await listening.loaded()
    await listening.put("gas_supply", "bottled")  # by somebody else, meanwhile
    filled_at = utc_now().isoformat()
    await listening.inspect(GAS, filled_at=filled_at, based_on=based_on)
    [conflict] = await listening.conflicts()
    assert (conflict["key"], conflict["reason"]) == ("gas_supply", "changed")
    # Where it had loaded what is known, it may say something else.
    based_on = await listening.loaded()
    filled_at = utc_now().isoformat()
    await listening.inspect(NO_GAS, filled_at=filled_at, based_on=based_on, who=REVIEWER)
    assert (await listening.facts())["gas_supply"] == "none"


async def test_of_two_phones_that_loaded_the_same_one_waits(listening: Listening) -> None:
    await listening.put("gas_supply", "none", source="import")
    based_on = await listening.loaded()
    now = utc_now().isoformat()
    await listening.inspect(GAS, filled_at=now, based_on=based_on)
    await listening.inspect(BOTTLED, filled_at=now, based_on=based_on, who=REVIEWER)
    assert (await listening.facts())["gas_supply"] == "piped"
    [conflict] = await listening.conflicts(COMMUNITY)
    assert (conflict["key"], conflict["said"], conflict["reason"]) == (
        "gas_supply",
        "bottled",
        "changed",
    )


async def test_taking_what_the_answer_said(listening: Listening) -> None:
    conflict = await quarrel(listening)
    seen = conflict["known"]["base_version"]
    word = {"decision": "take", "base_version": seen, "note": "电话核实"}
    answer = await decide(listening, conflict["id"], **word)
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "taken"
    assert await listening.phone(conflict["entry"]) == "13900139000"
    assert (await decide(listening, conflict["id"], **word)).status_code == 200  # the same again
    keep = await decide(listening, conflict["id"], decision="keep", force=True)
    assert (keep.status_code, keep.json()["code"]) == (409, "conflict_over")
    # The inspection falls: so does what was taken from it.
    await listening.review(conflict["inspection_id"], decision="rejected", note="不是本人")
    assert await listening.phone(conflict["entry"]) == "13800138000"
    assert (await listening.person(conflict["entry"]))["source"] == "self_declared"


async def test_keeping_what_is_known(listening: Listening) -> None:
    conflict = await quarrel(listening)
    word = {"decision": "keep", "base_version": conflict["known"]["base_version"]}
    assert (await decide(listening, conflict["id"], **word)).json()["outcome"] == "kept"
    assert await listening.phone(conflict["entry"]) == "13800138000"
    assert await listening.conflicts() == []
    await listening.review(conflict["inspection_id"])  # settled anew: decided is decided
    assert await listening.conflicts() == []
    assert await listening.phone(conflict["entry"]) == "13800138000"


async def test_both_wrong(listening: Listening) -> None:
    conflict = await quarrel(listening)
    word: dict[str, Any] = {"decision": "correct", "force": True}
    assert (await decide(listening, conflict["id"], **word)).status_code == 422
    for wrong in ("138******00", "三个字", 5, True):
        refused = await decide(listening, conflict["id"], **word, value=wrong)
        assert refused.status_code == 422, wrong
    right = await decide(listening, conflict["id"], **word, value="13700137000")
    assert right.json()["outcome"] == "corrected"
    assert await listening.phone(conflict["entry"]) == "13700137000"
    assert (await listening.person(conflict["entry"]))["source"] == "phone_call"


async def test_nobody_decides_on_what_they_have_not_seen(listening: Listening) -> None:
    conflict = await quarrel(listening)
    blind = await decide(listening, conflict["id"], decision="take")
    assert (blind.status_code, blind.json()["code"]) == (422, "base_version_needed")
    path = f"/register/people/{conflict['entry']}"
    await listening.door.did(WORKER, "PUT", path, phone="13500135000", source="phone_call")
    seen = conflict["known"]["base_version"]
    late = await decide(listening, conflict["id"], decision="take", base_version=seen)
    assert (late.status_code, late.json()["code"]) == (409, "knowledge_changed")
    again = await decide(
        listening, conflict["id"], decision="take", base_version=late.json()["base_version"]
    )
    assert again.status_code == 200, again.text


async def test_not_by_the_worker_and_not_of_ones_own(listening: Listening) -> None:
    conflict = await quarrel(listening)
    keep: dict[str, Any] = {"decision": "keep", "force": True}
    assert (await decide(listening, conflict["id"], WORKER, **keep)).status_code == 403
    far = await decide(listening, conflict["id"], "far_community_worker", **keep)
    assert far.status_code == 404
    await decide(listening, conflict["id"], **keep)
    await listening.put("gas_supply", "none")
    await listening.inspect(GAS, filled_at=hours_ago(5), who=REVIEWER)
    [own] = await listening.conflicts()
    refused = await decide(listening, own["id"], REVIEWER, **keep)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_answer")


async def test_a_reveal_is_a_look(listening: Listening) -> None:
    conflict = await quarrel(listening)
    path = f"/register/conflicts/{conflict['id']}/reveals"
    why = {"purpose": "verification", "reason": "电话核实"}
    shown = await listening.door.did(REVIEWER, "POST", path, **why)
    assert (shown["said"], shown["known"]) == ("13900139000", "13800138000")
    looks = await listening.door.got("auditor", "/access-log")
    assert looks["items"][0]["subject_id"] == conflict["entry"]


@pytest.mark.parametrize("how", ["agree", "leave", "move", "reject"])
async def test_what_is_settled_closes_itself(
    listening: Listening, session: AsyncSession, how: str
) -> None:
    conflict = await quarrel(listening)
    path = f"/register/people/{conflict['entry']}"
    if how == "agree":
        await listening.door.did(WORKER, "PUT", path, phone="13900139000", source="counter")
    elif how == "leave":
        day = datetime.fromisoformat(conflict["observed_at"]).date().isoformat()
        await listening.door.did(WORKER, "POST", f"{path}/departure", ends_on=day)
    elif how == "move":
        there = {"dwelling_id": listening.door.place(NEXT_DOOR), "belonging": "tenant"}
        today = china_date(utc_now()).isoformat()
        await listening.door.did(WORKER, "POST", f"{path}/removal", **there, starts_on=today)
    else:
        await listening.review(conflict["inspection_id"], decision="rejected", note="不是本人")
        gone = f"/register/conflicts/{conflict['id']}/reveals"
        why = {"purpose": "verification", "reason": "电话核实"}
        assert (await listening.door.ask(REVIEWER, "POST", gone, json=why)).status_code == 404
    await close_agreed(session, utc_now())
    await session.commit()
    assert await listening.conflicts() == []
    agreed = await listening.conflicts(outcome="agreed")
    assert len(agreed) == (how != "reject")
    if how == "leave":
        assert (agreed[0]["known"], agreed[0]["said"]) == (None, None)
