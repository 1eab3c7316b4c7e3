"""Visits are arranged, moved, cancelled and answered."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.visit_purposes.models import VisitPurpose
from shequ_api.kit.clock import utc_now
from tests.counting import Queries
from tests.features.visits.arranged import (
    BUILDING,
    COMPOUND,
    DOOR,
    NEXT_BUILDING,
    NEXT_DOOR,
    OTHER_DOOR,
    STAFF,
    TECHNICIAN_PHONE,
    WORKER,
    Arranged,
    window,
)


async def test_whoever_serves_the_grid_arranges_and_the_household_is_told(visits: Arranged) -> None:
    visit = await visits.planned(note="请带鞋套")
    assert (visit["state"], visit["form_keys"]) == ("planned", ["household_safety"])
    [told] = await visits.at_home()
    assert (told["id"], told["purpose_title"]) == (visit["id"], "日常走访")
    assert told["refusal_means"]
    assert "请带鞋套" not in str(told), "a note is for those who come"
    assert await visits.at_home("same_building") == []
    assert await visits.at_home("far_resident") == []


@pytest.mark.parametrize("who", ["next_micro_worker", "far_community_worker"])
async def test_elsewhere_nobody_knows_of_it(visits: Arranged, who: str) -> None:
    visit = await visits.planned()
    assert (await visits.ask(who, "GET", f"/visits/{visit['id']}")).status_code == 404
    assert (await visits.got(who, "/visits"))["items"] == []
    assert (await visits.send_plan(visits.plan(), who)).status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (window(-1), "visit_window_unfit"),
        (window(181), "visit_window_unfit"),
        (window(hours=13), "visit_window_unfit"),
        (window(hours=-1), "visit_window_unfit"),
        ({"purpose_code": "prying"}, "visit_purpose_unknown"),
        ({"form_keys": ["no_such_form"]}, "visit_form_unknown"),
        ({"participants": [{"phone": "13911112222"}]}, "person_not_found"),
        ({"participants": [{"phone": TECHNICIAN_PHONE}] * 2}, "visit_participant_twice"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    visits: Arranged, change: dict[str, Any], code: str
) -> None:
    answer = await visits.send_plan(visits.plan(**change))
    assert answer.json()["code"] == code
    assert await visits.at_home() == []


async def test_a_retired_purpose_is_none(visits: Arranged, session: AsyncSession) -> None:
    gone = update(VisitPurpose).where(VisitPurpose.code == "general")
    await session.execute(gone.values(retired_at=utc_now()))
    await session.commit()
    assert (await visits.send_plan(visits.plan())).json()["code"] == "visit_purpose_unknown"
    listed = await visits.got("resident", "/visit-purposes")
    assert "general" not in {one["code"] for one in listed}


async def test_about_a_person_only_that_person_is_told(visits: Arranged) -> None:
    me = str(visits.cast.people["resident"])
    private = await visits.planned(purpose_code="health", concerned_id=me)
    assert private["concerned_name"] not in (None, "甲居民"), "masked"
    assert [one["id"] for one in await visits.at_home()] == [private["id"]]
    unnamed = await visits.planned(purpose_code="health", days=1)
    assert unnamed["id"] not in {one["id"] for one in await visits.at_home()}
    for_all = await visits.planned(purpose_code="health", days=2, for_household=True)
    assert for_all["id"] in {one["id"] for one in await visits.at_home()}


async def test_nobody_is_concerned_who_lives_elsewhere(visits: Arranged) -> None:
    other = str(visits.cast.people["same_compound"])
    body = visits.plan(purpose_code="health", concerned_id=other)
    assert (await visits.send_plan(body)).json()["code"] == "visit_concerned_unfit"
    body = visits.plan(purpose_code="gas", concerned_id=str(visits.cast.people["resident"]))
    assert (await visits.send_plan(body)).json()["code"] == "visit_concerned_unfit"


async def test_moved_it_is_asked_anew_and_cancelled_it_stays_so(visits: Arranged) -> None:
    visit = await visits.planned(days=1)
    said = await visits.reply(visit, "resident", "another_time", note="白天上班")
    assert said.status_code == 200
    asked = await visits.the_visit(visit)
    assert (asked["wish"], asked["replies"][0]["note"]) == ("another_time", "白天上班")
    assert asked["replies"][0]["name"] != "甲居民"
    path = f"/visits/{visit['id']}"
    moved = await visits.ask(WORKER, "PUT", f"{path}/window", json=window(2))
    assert (moved.status_code, moved.json()["wish"]) == (200, None)
    for _ in range(2):
        off = await visits.ask(WORKER, "POST", f"{path}/cancellation", json={"note": "改期"})
        assert (off.status_code, off.json()["state"]) == (200, "cancelled")
    late = await visits.ask(WORKER, "PUT", f"{path}/window", json=window(3))
    assert (late.status_code, late.json()["code"]) == (409, "visit_over")
    assert (await visits.reply(visit, "resident", "welcome")).json()["code"] == "visit_over"


async def test_what_one_may_refuse_is_off_once_refused(visits: Arranged) -> None:
    visit = await visits.planned(days=1)
    answer = await visits.reply(visit, "resident", "refused")
    assert answer.json()["state"] == "refused"
    assert (await visits.reply(visit, "resident", "refused")).status_code == 200, "the same again"
    gas = await visits.planned(days=1, purpose_code="gas")
    answer = await visits.reply(gas, "resident", "refused")
    assert (answer.json()["state"], answer.json()["refusable"]) == ("planned", False)
    assert (await visits.the_visit(gas))["wish"] == "refused"


async def test_only_those_who_are_told_may_answer(visits: Arranged) -> None:
    visit = await visits.planned()
    for who in ("same_building", "far_resident", WORKER):
        assert (await visits.reply(visit, who, "welcome")).status_code == 404


async def test_a_round_is_one_window_for_many_doors(visits: Arranged) -> None:
    body = visits.plan(BUILDING, purpose_code="gas", participants=[{"phone": TECHNICIAN_PHONE}])
    answer = await visits.ask(WORKER, "POST", "/visit-rounds", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["planned"] == 4
    path = f"/visit-rounds/{made['id']}"
    stops = (await visits.got(WORKER, f"{path}/visits"))["items"]
    names = [stop["place_name"] for stop in stops]
    assert names == sorted(names)
    assert len(await visits.joint()) == 4
    assert [one["id"] for one in await visits.at_home()] == [stops[0]["id"]]
    alone = await visits.ask(WORKER, "PUT", f"/visits/{stops[0]['id']}/window", json=window(1))
    assert alone.status_code == 200
    moved = await visits.ask(WORKER, "PUT", f"{path}/window", json=window(3))
    assert (moved.status_code, moved.json()["planned"]) == (200, 4)
    off = await visits.ask(WORKER, "POST", f"{path}/cancellation", json={"note": "改期"})
    assert (off.json()["planned"], off.json()["cancelled"]) == (0, 4)
    assert await visits.joint() == []


@pytest.mark.parametrize(
    ("code", "doors", "refused"),
    [
        (COMPOUND, None, 404),
        (BUILDING, [OTHER_DOOR], 422),
        (NEXT_BUILDING, None, 404),
    ],
)
async def test_a_round_ends_where_the_grid_ends(
    visits: Arranged, code: str, doors: list[str] | None, refused: int
) -> None:
    body = visits.plan(code)
    if doors is not None:
        body["dwelling_ids"] = [visits.id(door) for door in doors]
    answer = await visits.ask(WORKER, "POST", "/visit-rounds", json=body)
    assert answer.status_code == refused


async def test_what_concerns_one_is_no_round(visits: Arranged) -> None:
    body = visits.plan(BUILDING, purpose_code="health")
    answer = await visits.ask(STAFF, "POST", "/visit-rounds", json=body)
    assert answer.json()["code"] == "visit_round_too_private"


async def test_some_doors_of_a_compound(visits: Arranged) -> None:
    doors = [visits.id(door) for door in (OTHER_DOOR, NEXT_DOOR, DOOR)]
    body = visits.plan(COMPOUND, dwelling_ids=doors)
    made = (await visits.ask(STAFF, "POST", "/visit-rounds", json=body)).json()
    stops = (await visits.got(STAFF, f"/visit-rounds/{made['id']}/visits"))["items"]
    assert [stop["place_id"] for stop in stops] == [
        visits.id(door) for door in (DOOR, NEXT_DOOR, OTHER_DOOR)
    ]


async def test_many_doors_are_few_statements(visits: Arranged, queries: Queries) -> None:
    asked = []
    for doors in ([DOOR], [DOOR, NEXT_DOOR]):
        body = visits.plan(BUILDING, dwelling_ids=[visits.id(door) for door in doors])
        body["participants"] = [{"phone": TECHNICIAN_PHONE}]
        await visits.got(WORKER, "/visits")
        with queries() as seen:
            answer = await visits.ask(WORKER, "POST", "/visit-rounds", json=body)
        assert answer.status_code == 201
        asked.append(len(seen))
    assert asked[0] == asked[1]
