"""Waivers by one and by two, and a district's deadlines."""

from typing import Any

from tests.features.hazards.rounds import ABOVE, NO_BREAKER, OVERLOADED, STAFF, Rounds

WHY = {"kind": "false_alarm", "reason": "误填"}


async def waived(rounds: Rounds, hazard_id: str, who: str, **word: Any) -> tuple[int, Any]:
    path = f"/hazards/{hazard_id}/" + ("waiver-decision" if word else "waiver")
    answer = await rounds.ask(who, "POST", path, json=word or WHY)
    return answer.status_code, answer.json()


async def waivers(rounds: Rounds, who: str, **query: Any) -> list[dict[str, Any]]:
    return list((await rounds.got(who, "/hazard-waivers", **query))["items"])


async def test_a_major_one_is_let_go_by_two(rounds: Rounds) -> None:
    await rounds.seen(OVERLOADED)
    (hazard,) = await rounds.hazards()
    one = hazard["id"]
    assert (await waived(rounds, one, "micro_grid_worker"))[0] == 403
    status, asked = await waived(rounds, one, STAFF)
    assert (status, asked["hazard_id"], asked["granted"]) == (201, one, None)
    (pending,) = await waivers(rounds, "grid_chief", pending=True)
    assert (pending["reason"], pending["place_name"]) == ("误填", hazard["place_name"])
    assert (await waived(rounds, one, "grid_chief"))[1]["code"] == "waiver_pending"
    assert (await waived(rounds, one, STAFF, granted=True))[1]["code"] == "own_waiver"
    refused = await waived(rounds, one, "grid_chief", granted=False)
    assert (refused[0], refused[1]["code"]) == (422, "refusal_reason_needed")
    assert (await waived(rounds, one, "grid_chief", granted=False, note="请再看一次"))[0] == 200
    assert (await waived(rounds, one, "grid_chief", granted=True))[1]["code"] == (
        "no_waiver_pending"
    )
    assert (await waived(rounds, one, "general_grid_worker"))[0] == 201
    status, gone = await waived(rounds, one, "subdistrict_administrator", granted=True)
    assert (status, gone["granted"], (await rounds.only())["state"]) == (200, True, "waived")
    assert len(await waivers(rounds, STAFF, hazard_id=one)) == 2
    assert await waivers(rounds, STAFF, pending=True) == []
    assert await waivers(rounds, "far_community_worker") == []
    assert (await waived(rounds, one, STAFF))[1]["code"] == "hazard_over"
    await rounds.seen(OVERLOADED)
    assert len(await rounds.hazards()) == 2, "seen again it is another"


async def test_a_general_one_is_let_go_by_one(rounds: Rounds) -> None:
    await rounds.seen(NO_BREAKER)
    (hazard,) = await rounds.hazards()
    _, gone = await waived(rounds, hazard["id"], "general_grid_worker")
    assert (gone["granted"], (await rounds.only())["state"]) == (True, "waived")


async def test_deadlines_are_a_districts(rounds: Rounds) -> None:
    path = "/hazard-deadlines/major"
    wanted = {"rectify_workdays": 0, "reinspect_workdays": 1}
    assert (await rounds.ask(STAFF, "PUT", path, json=wanted)).status_code == 403
    await rounds.seen(OVERLOADED)
    said = await rounds.ask("district_administrator", "PUT", path, json=wanted)
    assert said.status_code == 200, said.text
    assert said.json()[1]["rectify_workdays"] == 0
    await rounds.seen(OVERLOADED, at=ABOVE)
    new, old = await rounds.hazards()
    assert new["due_at"] < old["due_at"], "from now on"
    city = await rounds.ask("city_administrator", "GET", "/hazard-deadlines")
    assert (city.status_code, city.json()["code"]) == (403, "not_in_a_district")
