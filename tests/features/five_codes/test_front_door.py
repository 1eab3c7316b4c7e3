"""What a place offers to whoever looks: laid over each other, by audience, by time."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, NEIGHBOUR
from tests.counting import Queries
from tests.features.codes.conftest import Office
from tests.features.five_codes.conftest import BUILDING, DISTRICT, ENTRY, SUBDISTRICT, Press

NEVER: dict[str, Any] = {"begins": "00:00", "ends": "00:01"}
ALWAYS: dict[str, Any] = {"begins": "00:00", "ends": "24:00"}


def hours(opening: dict[str, Any]) -> dict[str, Any]:
    return {"week": [[opening]] * 7, "exchanged": [opening], "holiday": [opening]}


async def test_the_nearest_counts(press: Press) -> None:
    mine = {**ENTRY, "key": "a"}
    await press.put_out(
        {**mine, "title": "区甲"}, {**mine, "key": "b", "title": "区乙"}, place=DISTRICT
    )
    await press.put_out({**mine, "title": "街甲", "position": 11}, place=SUBDISTRICT)
    await press.put_out({**mine, "key": "c", "title": "社丙", "position": 9}, hidden=["b"])
    seen = (await press.door("resident"))["handle"][:2]
    assert [(entry["key"], entry["title"]) for entry in seen] == [("c", "社丙"), ("a", "街甲")]
    at_neighbours = await press.keys("resident", place=NEIGHBOUR)
    assert at_neighbours[:2] == ["a", "b"], "only the district's catalogue lies over them"
    told = await press.ask("community_worker", "GET", press.path())
    assert told.json()["inherited"][:2] == ["b", "a"]


async def test_an_action_is_replaced_by_its_key(press: Press) -> None:
    before = await press.keys("resident")
    assert "tickets.report" in before and "partners.apply" in before
    own = {**ENTRY, "key": "tickets.report", "title": "有事您说", "parameters": {}}
    await press.put_out(own, hidden=["partners.apply"])
    door = (await press.door("resident"))["handle"]
    assert (door[0]["key"], door[0]["title"], door[0]["operation"]) == (
        *("tickets.report", "有事您说"),
        "file_ticket",
    )
    assert door[0]["parameters"] == {"place_id": str(press.cast.places[BUILDING])}
    assert "partners.apply" not in [entry["key"] for entry in door]


async def test_nothing_inherited(press: Press) -> None:
    await press.put_out({**ENTRY, "key": "of_district"}, place=DISTRICT)
    await press.put_out(ENTRY, inherits=False)
    door = await press.door("resident")
    assert {head: len(entries) for head, entries in door.items() if entries} == {"handle": 1}
    [entry] = door["handle"]
    assert entry["parameters"] == {
        "place_id": str(press.cast.places[BUILDING]),
        "service_code": "environment",
    }


@pytest.mark.parametrize(
    ("change", "seen_by"),
    [
        ({}, {"newcomer", "resident", "micro_grid_worker", "far_community_worker"}),
        ({"audience": ["resident"]}, {"resident"}),
        ({"audience": ["worker"]}, {"micro_grid_worker"}),
        ({"audience": ["stranger"]}, {"newcomer", "far_community_worker"}),
        ({"roles": ["micro_grid_worker"]}, {"micro_grid_worker"}),
        ({"action": "patrol_tasks.today", "parameters": {}}, {"micro_grid_worker"}),
    ],
)
async def test_for_whom_it_is(press: Press, change: dict[str, Any], seen_by: set[str]) -> None:
    await press.put_out({**ENTRY, **change})
    people = ("newcomer", "resident", "micro_grid_worker", "far_community_worker")
    assert {who for who in people if "lights" in await press.keys(who)} == seen_by


async def test_opening_hours_and_seasons(press: Press) -> None:
    today = china_date(utc_now())
    tomorrow, yesterday = (str(today + timedelta(days=n)) for n in (1, -1))
    await press.put_out(
        {**ENTRY, "key": "shut", "hours": hours(NEVER)},
        {**ENTRY, "key": "open", "hours": hours(ALWAYS)},
        {**ENTRY, "key": "later", "starts_on": tomorrow},
        {**ENTRY, "key": "over", "ends_on": yesterday},
        {**ENTRY, "key": "lasts", "starts_on": yesterday, "ends_on": str(today)},
        {**ENTRY, "key": "known", "identity_level": 3},
        inherits=False,
    )
    seen = {entry["key"]: entry for entry in (await press.door("resident"))["handle"]}
    assert seen.keys() == {"shut", "open", "lasts", "known"}
    assert {key: entry["identity_level"] for key, entry in seen.items()}["known"] == 3
    assert (seen["open"]["open"], seen["open"]["opens_at"]) == (True, None)
    if not seen["shut"]["open"]:  # In its one minute of the day it is open.
        assert seen["shut"]["opens_at"].endswith("T00:00:00.000+08:00")


async def test_a_scan_shows_the_same_in_as_many_statements(
    press: Press, client: AsyncClient, queries: Queries
) -> None:
    office = Office(client, press.cast)
    code = (await office.code())["code"]
    await office.scan(code, "resident")
    with queries() as before:
        await office.scan(code, "resident")
    await press.put_out({**ENTRY, "key": "a"}, place=DISTRICT)
    await press.put_out(ENTRY)
    with queries() as after:
        scanned = (await office.scan(code, "resident")).json()
    assert len(after) == len(before)
    seen = {head["key"]: head["actions"] for head in scanned["heads"]}
    door = await press.door("resident")
    assert [entry["key"] for entry in seen["handle"]] == [e["key"] for e in door["handle"]]
    page = await client.get("/q/" + code)
    assert page.status_code == 200 and "码上办" in page.text


async def test_without_a_sign_in(press: Press, client: AsyncClient) -> None:
    await press.put_out({**ENTRY, "audience": ["stranger"]})
    office = Office(client, press.cast)
    seen = (await office.scan((await office.code())["code"])).json()["heads"]
    [head] = [one for one in seen if one["key"] == "handle"]
    assert (head["actions"][0]["key"], head["actions"][0]["sign_in"]) == ("lights", True)


async def test_of_a_community_as_a_whole(press: Press) -> None:
    path = f"/places/{press.cast.places[HOME]}/five-codes"
    for who, viewer in (
        ("resident", "resident"),
        ("newcomer", "stranger"),
        ("community_worker", "worker"),
        ("micro_grid_worker", "stranger"),
    ):
        answer = (await press.ask(who, "GET", path)).json()
        assert answer["viewer"] == viewer, who
        assert answer["heads"][0]["key"] == "order"
