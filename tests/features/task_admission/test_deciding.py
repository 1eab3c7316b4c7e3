"""Two levels decide, and none of them about what is their own."""

from datetime import timedelta

import pytest

from shequ_api.kit.clock import china_date, utc_now
from tests.base.living import said
from tests.base.people.asking import day
from tests.cast import HOME, MEMBERS, NEIGHBOUR
from tests.features.task_admission.gate import FIRST, LAST, OFFICER, Gate, next_month


async def test_asked_recommended_admitted_and_shown_to_everybody(gate: Gate) -> None:
    department = await gate.department()
    asked = (await gate.request(form_key="fire_lanes")).json()
    assert (asked["state"], asked["department_id"]) == ("requested", department["id"])
    type_id = asked["id"]
    assert (await gate.ask("resident", "GET", f"/task-types/{type_id}")).status_code == 404
    assert await gate.items("resident", "/task-types") == []
    assert said(await gate.admit(type_id)) == (409, "illegal_step")
    assert (await gate.first_word(type_id)).json()["state"] == "recommended"
    (waiting,) = await gate.items(LAST, "/task-type-requests", state="recommended")
    assert waiting["id"] == type_id
    admitted = (await gate.admit(type_id)).json()
    assert (admitted["state"], admitted["quota_total"]) == ("admitted", 100)
    assert [step["step"] for step in admitted["trail"]] == ["request", "recommend", "admit"]
    (shown,) = await gate.items("resident", "/task-types")
    assert (shown["legal_basis"], shown["state_title"]) == ("《消防法》第六条", "已准入")
    assert (await gate.stand(type_id, "suspended")).json()["state"] == "suspended"
    assert said(await gate.stand(type_id, "suspended")) == (409, "illegal_step")
    assert (await gate.stand(type_id, "admitted")).json()["state"] == "admitted"
    assert (await gate.stand(type_id, "withdrawn")).json()["state"] == "withdrawn"
    assert said(await gate.stand(type_id, "admitted")) == (409, "illegal_step")
    assert len(await gate.items("resident", "/task-types")) == 1, "it stays on record"


async def test_each_level_may_say_no_with_a_reason(gate: Gate) -> None:
    await gate.department()
    first, second = [(await gate.request()).json()["id"] for _ in range(2)]
    assert (await gate.first_word(first, agreed=False)).json()["state"] == "refused"
    assert (await gate.first_word(second)).status_code == 200
    refused = await gate.admit(second, agreed=False)
    assert (refused.json()["state"], refused.json()["quota_total"]) == ("refused", None)
    assert said(await gate.give(second)) == (409, "task_type_not_admitted")
    nothing = {"agreed": True, "reason": " "}
    path = f"/task-types/{second}/review"
    assert (await gate.ask(FIRST, "POST", path, json=nothing)).status_code == 422


async def test_nobody_decides_about_their_own(gate: Gate) -> None:
    """Whoever speaks for the department under another office of theirs, too."""
    await gate.department()
    type_id = (await gate.request()).json()["id"]
    officers = f"/departments/{(await gate.items(LAST, '/departments'))[0]['id']}/officers"
    reviewer = {"officer_ids": [str(gate.cast.people[FIRST])]}
    assert said(await gate.ask(LAST, "PUT", officers, json=reviewer)) == (422, "officer_unfit")
    assert (await gate.first_word(type_id, OFFICER)).status_code == 403
    assert (await gate.first_word(type_id, LAST)).status_code == 403
    assert (await gate.first_word(type_id)).status_code == 200
    assert (await gate.admit(type_id, FIRST)).status_code == 403


async def test_nor_under_another_office(gate: Gate) -> None:
    """The officer is made an administrator of the subdistrict, and then of the district."""
    await gate.department()
    type_id = (await gate.request()).json()["id"]
    word = {"agreed": True, "reason": "同意"}
    phone = next(one.phone for one in MEMBERS if one.key == OFFICER)
    for role, path, by in ((FIRST, "review", LAST), (LAST, "admission", "city_administrator")):
        held_at = (await gate.got(role, "/me"))["postings"][0]["place_id"]
        office = {"phone": phone, "role": role, "place_id": held_at, "starts_on": day(0)}
        posted = await gate.ask(by, "POST", "/postings", json=office)
        assert posted.status_code == 201, posted.text
        acting = {"X-Acting-Posting": posted.json()["id"]}
        if path == "admission":
            assert (await gate.first_word(type_id)).status_code == 200
            word |= {"quota_per_grid_month": 2, "quota_total": 500, "valid_from": day(1)}
            word |= {"valid_to": day(90)}
        asked = await gate.ask(
            OFFICER, "POST", f"/task-types/{type_id}/{path}", json=word, dress=acting
        )
        assert said(asked) == (403, "own_department")


@pytest.mark.parametrize(
    "changes",
    [
        {"quota_total": None},
        {"valid_to": None},
        {"valid_from": "2026-01-01", "valid_to": "2026-01-31"},
        {"valid_from": "2027-01-01", "valid_to": "2026-12-31"},
        {"valid_from": "2026-12-01", "valid_to": "2028-01-31"},
    ],
)
async def test_an_admission_says_how_much_and_how_long(gate: Gate, changes: dict[str, str]) -> None:
    await gate.department()
    type_id = (await gate.request()).json()["id"]
    await gate.first_word(type_id)
    assert said(await gate.admit(type_id, **changes)) == (422, "admission_unclear")


async def test_what_is_asked_for_is_the_departments_districts(gate: Gate) -> None:
    assert said(await gate.request()) == (403, "no_department")
    await gate.department()
    for changes, code in (
        ({"place_id": str(gate.cast.places[f"{HOME}-c1"])}, "task_scope_unfit"),
        ({"place_id": str(gate.cast.places["510108000000"])}, "task_scope_unfit"),
        ({"place_id": str(gate.cast.people["resident"])}, "task_scope_unfit"),
        ({"form_key": "no_such_form"}, "task_form_unknown"),
    ):
        assert said(await gate.request(**changes)) == (422, code), changes
    assert said(await gate.ask(LAST, "POST", "/departments", json={"name": "消防救援大队"})) == (
        409,
        "department_name_taken",
    )
    taken = {"name": "应急局", "officer_ids": [str(gate.cast.people[OFFICER])]}
    assert said(await gate.ask(LAST, "POST", "/departments", json=taken)) == (
        409,
        "officer_taken",
    )


async def test_only_by_what_is_in_force(gate: Gate) -> None:
    await gate.department()
    today = china_date(utc_now())
    last = next_month() + timedelta(days=2)
    type_id = await gate.admitted(quotas={"valid_to": last.isoformat()})
    assert said(await gate.give(type_id)) == (409, "task_type_not_admitted"), "ends within"
    days = {"closes_on": last.isoformat()}
    for at in (NEIGHBOUR, "510108000000"):
        assert said(await gate.give(type_id, at, **days)) == (422, "place_outside_task_scope")
    over = {"opens_on": (today - timedelta(days=1)).isoformat()}
    assert said(await gate.give(type_id, **over)) == (422, "task_window_unfit")
    two_months = {"opens_on": today.isoformat(), "closes_on": next_month().isoformat()}
    assert said(await gate.give(type_id, **two_months)) == (422, "task_window_unfit")
    assert (await gate.stand(type_id, "suspended")).status_code == 200
    assert said(await gate.give(type_id, **days)) == (409, "task_type_not_admitted")
    assert (await gate.stand(type_id, "admitted")).status_code == 200
    given = await gate.give(type_id, **days)
    assert (given.status_code, given.json()["tasks"], given.json()["grids"]) == (201, 3, 3)
