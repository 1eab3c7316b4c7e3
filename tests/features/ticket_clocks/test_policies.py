"""Who sets how long tickets may take, what holds where, and what a change does to open tickets."""

from random import Random
from typing import Any

import pytest

from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_clocks.desk import DISTRICT, ROUND, Desk, instant, minutes, policy
from tests.features.ticket_clocks.histories import History


async def test_the_nearest_place_and_its_own_category_count(desk: Desk, work: Work) -> None:
    here, noise = await desk.file(), await desk.file(service_code="noise")
    there_at = str(desk.cast.places[f"{NEIGHBOUR}-c1-b1"])
    there = await desk.file("far_resident", place_id=there_at)
    await work()

    async def lengths() -> list[int | None]:
        await work()
        return [
            (await desk.clocks(each, by))["resolution"]["length_minutes"]
            for each, by in ((here, "resident"), (noise, "resident"), (there, "far_resident"))
        ]

    assert await lengths() == [2250, 2250, 2250], "as shipped"
    await desk.rule(policy(resolution=100))
    assert await lengths() == [100, 100, 100]
    await desk.rule(policy(resolution=200), category="noise")
    assert await lengths() == [100, 200, 100]
    await desk.rule(policy(resolution=300), place=HOME)
    assert await lengths() == [300, 300, 100]
    await desk.rule(policy(resolution=400), place=HOME, category="noise")
    assert await lengths() == [300, 400, 100]
    assert (await desk.rule(None, version=1, place=HOME)).status_code == 200
    assert await lengths() == [100, 400, 100], "as those above have it"
    found = await desk.told(
        "micro_grid_worker", "GET", f"/places/{desk.cast.places[HOME]}/sla-policies/all"
    )
    assert (found["source_id"], found["version"]) == (str(desk.cast.places[DISTRICT]), 2)
    path = f"/places/{desk.cast.places[HOME]}/sla-policies/noise/editions"
    editions = (await desk.told("micro_grid_worker", "GET", path))["items"]
    assert [each["content"] and each["content"]["targets"]["resolution"] for each in editions] == [
        None,
        *({"minutes": each, "counted": "elapsed"} for each in (400, 300, 200, 100)),
    ]


async def test_a_dry_run_tells_and_changes_nothing(
    desk: Desk, work: Work, parts: Parts, cast: Cast
) -> None:
    await desk.rule(policy(first=60, resolution=400_000))
    histories = [History(parts, cast, Random(1)) for _ in range(3)]
    for each in histories:
        await each.live(0)
    await work()
    tickets = [str(each.ticket_id) for each in histories]
    for ticket in tickets[:2]:
        await desk.accept(ticket)
    await work()
    strict = policy(first=90, resolution=None)
    told = await desk.rule(strict, version=1, dry_run=True)
    assert told.json()["outlook"] == {
        "open_tickets": 3,
        "overdue_before": 1,
        "overdue_after": 1,
        "most": 5000,
    }
    strict = policy(first=None, resolution=1)
    told = await desk.rule(strict, version=1, dry_run=True)
    assert told.json()["outlook"]["overdue_after"] == 3
    assert "etag" not in told.headers
    assert await work() == 0, "nothing was asked for"
    assert [(await desk.clocks(each))["overdue"] for each in tickets] == [False, False, True]
    done = await desk.rule(strict, version=1)
    assert done.json()["outlook"] == told.json()["outlook"]
    assert done.headers["etag"] == '"v2"'
    await work()
    assert [(await desk.clocks(each))["overdue"] for each in tickets] == [True] * 3
    first = (await desk.clocks(tickets[0]))["first_response"]
    assert (first["state"], first["length_minutes"]) == ("missed", 60), "as it was judged"


async def test_an_edition_is_changed_by_who_has_seen_it(desk: Desk) -> None:
    assert (await desk.rule(policy(), version=1)).status_code == 412
    assert (await desk.rule(policy())).status_code == 200
    assert (await desk.rule(policy())).status_code == 200, "sent again"
    stale = await desk.rule(policy(resolution=5))
    assert (stale.status_code, stale.json()["code"]) == (412, "version_mismatch")
    path = f"/places/{desk.cast.places[DISTRICT]}/sla-policies/all"
    bare = await desk.ask("district_administrator", "PUT", path, json={"policy": None})
    assert bare.status_code == 428
    unknown = await desk.rule(policy(), category="no_such_thing")
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("by", "place", "refused"),
    [
        ("city_administrator", DISTRICT, (403, "sla_policy_is_anothers")),
        ("city_administrator", HOME, (403, "sla_policy_is_anothers")),
        ("community_worker", HOME, (403, "permission_missing")),
        ("resident", HOME, (404, "not_found")),
        ("district_administrator", f"{HOME}-c1", (403, "sla_policy_is_anothers")),
    ],
)
async def test_who_may_set_them(desk: Desk, by: str, place: str, refused: tuple[int, str]) -> None:
    answer = await desk.rule(policy(), place=place, by=by)
    assert (answer.status_code, answer.json()["code"]) == refused


async def test_office_hours(desk: Desk, work: Work) -> None:
    await desk.rule(policy(first=600, counted="working"))
    ticket = await desk.file()
    await work()
    by_office = await desk.clocks(ticket)
    started = instant(by_office["first_response"]["started_at"])
    assert instant(by_office["due_at"]) - started > minutes(600), "ten hours are no one day's"
    told = await desk.open_hours(ROUND)
    assert told.status_code == 200, told.text
    await work()
    assert instant((await desk.clocks(ticket))["due_at"]) - started == minutes(600)
    same = await desk.open_hours(ROUND)
    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert (await desk.open_hours(None, version=1)).json()["hours"] is None
    await work()
    assert (await desk.clocks(ticket))["due_at"] == by_office["due_at"]
    path = f"/places/{desk.cast.places[HOME]}/office-hours"
    seen = await desk.told("community_worker", "GET", path)
    assert (seen["hours"], seen["source_id"], seen["version"]) == (None, None, 0)
    editions = await desk.told("community_worker", "GET", f"{path}/editions")
    assert [each["version"] for each in editions["items"]] == [2, 1]


def _with(**changes: Any) -> dict[str, Any]:
    return ROUND | changes


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (_with(week=[[]] * 7), "hours_unfit"),
        (_with(week=ROUND["week"][:6]), "too_short"),
        (_with(week=[[{"begins": "09:00", "ends": "10:00"}], *[[]] * 6]), "hours_too_short"),
        (_with(holiday=[{"begins": "12:00", "ends": "09:00"}]), "hours_unfit"),
        (_with(exchanged=[{"begins": "24:00", "ends": "24:00"}]), "hours_unfit"),
        (_with(exchanged=[{"begins": "9:00", "ends": "10:00"}]), "string_pattern_mismatch"),
        (
            _with(
                holiday=[
                    {"begins": "09:00", "ends": "12:00"},
                    {"begins": "11:59", "ends": "13:00"},
                ]
            ),
            "hours_unfit",
        ),
    ],
)
async def test_unfit_hours(desk: Desk, hours: dict[str, Any], code: str) -> None:
    answer = await desk.open_hours(hours)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["code"] == code


@pytest.mark.parametrize(
    "change",
    [
        {"warn_percent": 100},
        {"longest_pause_minutes": -1},
        {"targets": {"resolution": {"minutes": 1, "counted": "working"}}},
        {"targets": policy(resolution=60_001, counted="working")["targets"]},
        {"targets": policy(resolution=0)["targets"]},
    ],
)
async def test_unfit_policies(desk: Desk, change: dict[str, Any]) -> None:
    assert (await desk.rule(policy() | change)).status_code == 422
