"""To whom tickets go by rules, and what is told of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_routing.rules import (
    Asked,
    Candidate,
    Condition,
    Strategy,
    WhyNot,
    chosen_of,
    conditions_of,
    why_not,
)
from tests.base.people.asking import ask, day, posting_of
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, colleagues, seen_by
from tests.features.ticket_routing.ruled import RULES, draft, made, routing
from tests.features.tickets.conftest import TicketMaker


@pytest.mark.parametrize(
    ("hours", "at", "fits"),
    [
        (("08:30", "18:00"), "08:30", True),
        (("08:30", "18:00"), "18:00", False),
        (("22:00", "06:00"), "23:59", True),
        (("22:00", "06:00"), "05:59", True),
        (("22:00", "06:00"), "12:00", False),
    ],
)
def test_hours_are_half_open_and_reach_over_midnight(
    hours: tuple[str, str], at: str, fits: bool
) -> None:
    none: dict[str, Any] = {"service_codes": [], "source_kinds": [], "within_place_id": None}
    empty = {"within_grid_id": None, "days": "any", "active_from": None, "active_until": None}
    content = {**none, **empty, "hours_from": hours[0], "hours_until": hours[1]}
    instant = datetime.fromisoformat(f"2026-11-20T{at}:00+08:00").astimezone(UTC)
    asked = Asked("noise", "code", frozenset(), frozenset(), instant, workday=True)
    assert conditions_of(content, asked)[Condition.HOURS] is fits


def test_who_is_chosen() -> None:
    one, two = (Candidate(uuid4(), uuid4(), False, load, load) for load in (3, 4))
    new = Candidate(uuid4(), uuid4(), False, 9, None)
    assert chosen_of(Strategy.ASSIGN, [two, one, new]) is one
    assert chosen_of(Strategy.ROTATE, [two, one, new]) is new
    assert why_not(two, 4, ()) == WhyNot.AT_LOAD_CAP and why_not(one, 4, ()) is None
    assert why_not(Candidate(uuid4(), uuid4(), True, 0, None), None, ()) == WhyNot.ABSENT


async def test_an_accepted_ticket_goes_by_the_first_rule_that_has_somebody(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    noise = await made(client, cast, position=1, service_codes=["noise"], title="噪音")
    west = str(cast.places[f"{HOME}-c2"])
    await made(client, cast, position=2, within_place_id=west, title="西苑")
    east = await made(client, cast, position=3, title="东苑", action={"load_cap": 1})
    everybody = await made(client, cast, {"role": "community_worker"}, position=4)
    first = await accepted(client, cast, file_ticket)
    await work()
    seen = await seen_by(client, cast, STAFF, first)
    assert (seen["assignee_name"], seen["state"]) == ("甲微格", "resolving")
    assert (seen["slips"][-1]["step"], seen["slips"][-1]["actor_name"]) == ("assign", None)
    [told] = await routing(client, cast, first)
    assert (told["outcome"], told["rule_id"]) == ("assigned", east["id"])
    assert [(each["title"], each["fits"]) for each in told["considered"]] == [
        *(("噪音", False), ("西苑", False), ("东苑", True)),
    ]
    assert [one["met"] for one in told["considered"][1]["conditions"]] == [True, False]
    assert [one["person_name"] for one in told["considered"][2]["candidates"]] == ["甲微格"]
    second = await accepted(client, cast, file_ticket)
    await work()
    [told] = await routing(client, cast, second)
    assert told["rule_id"] == everybody["id"], "the worker has as many as the rule allows"
    assert told["considered"][2]["candidates"][0] | {"posting_id": None} == {
        "posting_id": None,
        "role": "micro_grid_worker",
        "person_name": "甲微格",
        "load": 1,
        "why_not": "at_load_cap",
        "why_not_title": "在办数已达上限",
    }
    # It stays as it was told, whatever becomes of the rule.
    changed = draft({"kind": "queue", "role": None}, title="改了", position=1)
    path = f"{RULES}/{noise['id']}"
    stale = await ask(client, cast, STAFF, "PUT", path, json=changed, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    done = await ask(client, cast, STAFF, "PUT", path, json=changed, headers={"If-Match": '"v1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2), done.text
    editions = (await ask(client, cast, STAFF, "GET", f"{path}/editions")).json()["items"]
    assert [(each["version"], each["title"]) for each in editions] == [(2, "改了"), (1, "噪音")]
    assert (await routing(client, cast, second))[0]["considered"][0]["title"] == "噪音"
    third = await accepted(client, cast, file_ticket)
    await work()
    [told] = await routing(client, cast, third)
    assert (told["outcome"], told["considered"][0]["version"]) == ("queued", 2)
    assert (await seen_by(client, cast, STAFF, third))["assignee_id"] is None


async def test_who_is_absent_is_passed_over_and_the_cover_gets_it(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast)
    posting = await posting_of(session, cast, WORKER)
    leave = {"starts_on": day(0), "ends_on": day(3)}
    away = await ask(client, cast, WORKER, "POST", "/me/absences", json=leave)
    assert away.status_code == 201, away.text
    lost = await accepted(client, cast, file_ticket)
    await work()
    [told] = await routing(client, cast, lost)
    [rule] = told["considered"]
    assert (told["outcome"], rule["candidates"][0]["why_not"]) == ("triage", "absent")
    cover = leave | {"phone": "13900000013"}
    named = await ask(client, cast, STAFF, "POST", f"/postings/{posting}/covers", json=cover)
    assert named.is_success, named.text
    ticket = await accepted(client, cast, file_ticket)
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲网格"


async def test_at_once_means_without_the_communitys_word(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast, {"at_once": True}, service_codes=["safety_hazard"])
    other, urgent = await file_ticket(), await file_ticket(service_code="safety_hazard")
    await work()
    assert (await seen_by(client, cast, STAFF, other))["state"] == "submitted"
    assert not await routing(client, cast, other)
    seen = await seen_by(client, cast, STAFF, urgent)
    assert [slip["step"] for slip in seen["slips"]] == ["submit", "accept", "assign"]
    assert [slip["actor_name"] for slip in seen["slips"]] == ["甲居民", "甲社工", None]
    assert len(await routing(client, cast, urgent)) == 1


async def test_rules_are_tried_and_asked_before_they_count(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await file_ticket(), await file_ticket(service_code="noise")
    tried = draft(service_codes=["noise"])
    told = (await ask(client, cast, STAFF, "POST", "/ticket-routing-trials", json=tried)).json()
    assert (told["looked_at"], told["fitting"]) == (2, 1)
    assert [each["unmet"] for each in told["tickets"]] == [[], ["service"]]
    rule = await made(client, cast, {"strategy": "rotate"}, service_codes=["noise"])
    building = str(cast.places[f"{HOME}-c1-b1"])
    question = {"place_id": building, "service_code": "noise"}
    asked = await ask(client, cast, STAFF, "POST", "/ticket-routing-questions", json=question)
    assert (asked.json()["outcome"], asked.json()["rule_id"]) == ("assigned", rule["id"])
    assert asked.json()["considered"][0]["candidates"][0]["person_name"] == "甲微格"
    far = await ask(
        client, cast, "far_community_worker", "POST", "/ticket-routing-questions", json=question
    )
    assert far.status_code == 404


async def test_the_nearest_places_rules_come_first_and_name_only_what_is_theirs(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    above = await made(client, cast, {"role": "department_officer"}, by="district_administrator")
    mine = await made(client, cast, {"kind": "role", "role": "grid_chief"})
    ticket = await accepted(client, cast, file_ticket)
    await work()
    [told] = await routing(client, cast, ticket)
    assert told["rule_id"] == mine["id"]
    listed = (await ask(client, cast, STAFF, "GET", RULES)).json()["items"]
    assert {each["id"] for each in listed} == {above["id"], mine["id"]}
    one = await ask(client, cast, STAFF, "GET", f"{RULES}/{above['id']}")
    assert one.headers["etag"] == '"v1"'
    stranger = await ask(client, cast, "far_community_worker", "GET", f"{RULES}/{mine['id']}")
    assert stranger.status_code == 404
    theirs = draft({"kind": "posting", "role": None})
    theirs["action"]["posting_id"] = await posting_of(session, cast, "far_partner")
    refused = await ask(client, cast, STAFF, "POST", RULES, json=theirs)
    assert (refused.status_code, refused.json()["code"]) == (422, "routing_target_unfit")
    city = await ask(client, cast, "city_administrator", "POST", RULES, json=draft())
    assert city.status_code == 403
    grid = await ask(client, cast, "resident", "GET", f"/tickets/{ticket['id']}/routing")
    assert grid.status_code == 403


async def test_colleagues_take_turns(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    await colleagues(session, cast, f"{HOME}-m01", 2)
    await made(client, cast, {"strategy": "rotate"})
    names = []
    for _ in range(7):
        ticket = await accepted(client, cast, file_ticket)
        await work()
        names.append((await seen_by(client, cast, STAFF, ticket))["assignee_name"])
    assert names[:3] == names[3:6] and names[0] == names[6] and len(set(names)) == 3
