"""Who sees a ticket because they ordered it is no office where it lies."""

import pytest
from httpx import AsyncClient

from tests.base.people.asking import ask
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.counting import Queries
from tests.features.ticket_handling.handled import STAFF, accepted, bounced, given, seen_by
from tests.features.ticket_handling.lines import TIMES
from tests.features.ticket_routing.ruled import RULES, draft
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

STREET = "subdistrict_administrator"
FAR = f"{NEIGHBOUR}-c1-b1"


@pytest.mark.parametrize(
    ("who", "method", "what", "code"),
    [
        (STREET, "POST", "arbitration", "not_yours_to_arbitrate"),
        (STREET, "POST", "supervisions", "not_yours_to_supervise"),
        (STREET, "POST", "calls", "not_your_task"),
        (STAFF, "GET", "routing", "routing_not_yours"),
        (STAFF, "POST", "return", "not_your_task"),
        (STAFF, "POST", "passing-on", "not_your_task"),
        (STAFF, "GET", "assignees", "not_yours_to_assign"),
    ],
)
async def test_what_one_ordered_elsewhere_is_others_work(
    client: AsyncClient,
    cast: Cast,
    file_ticket: TicketMaker,
    who: str,
    method: str,
    what: str,
    code: str,
) -> None:
    ticket = await file_ticket(by=who, place_id=str(cast.places[FAR]))
    person = {"person_id": str(cast.people["far_partner"]), "reason": "由他办"}
    bodies = {
        "arbitration": person,
        "supervisions": {"demand": "请说明", "workdays": 2},
        "passing-on": person,
    }
    body = bodies.get(what, {"reason": "请到场"}) if method == "POST" else None
    answer = await ask(client, cast, who, method, f"/tickets/{ticket['id']}/{what}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, code), answer.text


async def test_a_call_is_passed_up_by_its_level_alone(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    call = (await step(client, cast, "micro_grid_worker", ticket, "calls", reason="请到场")).json()
    path = f"/ticket-calls/{call['id']}/passing-up"
    refused = await ask(client, cast, STREET, "POST", path, json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_call")


async def test_a_rule_is_that_of_ones_own_district(client: AsyncClient, cast: Cast) -> None:
    times = TIMES | {"urge_hours": 1, "silence_hours": None}
    path, who = f"/places/{cast.places[HOME]}/ticket-rule", "district_administrator"
    refused = await ask(client, cast, who, "PUT", path, json=times)
    assert (refused.status_code, refused.json()["code"]) == (403, "ticket_rule_is_anothers")
    path = f"/places/{cast.places['510108000000']}/ticket-rule"
    unsure = await ask(client, cast, who, "PUT", path, json=times)
    assert unsure.status_code == 428
    for version in (0, 1):
        match = {"If-Match": f'"v{version}"'}
        put = await ask(client, cast, who, "PUT", path, json=times, headers=match)
        assert put.json()["version"] == 1, "the same again is no news"
    stale = await ask(
        client,
        cast,
        who,
        "PUT",
        path,
        json=times | {"urge_hours": 2},
        headers=match | {"If-Match": '"v0"'},
    )
    assert stale.status_code == 412
    editions = (await ask(client, cast, who, "GET", f"{path}/editions")).json()["items"]
    assert [each["version"] for each in editions] == [1]


async def test_a_place_has_only_so_many_rules(
    client: AsyncClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shequ_api.features.ticket_routing.editing.MOST_RULES", 1)
    assert (await ask(client, cast, STAFF, "POST", RULES, json=draft())).status_code == 201
    full = await ask(client, cast, STAFF, "POST", RULES, json=draft())
    assert (full.status_code, full.json()["code"]) == (409, "too_many_routing_rules")
    grids = await ask(client, cast, "general_grid_worker", "POST", RULES, json=draft())
    assert grids.status_code == 403


async def test_many_are_given_at_once_each_with_its_result(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, queries: Queries
) -> None:
    fresh, again = [await accepted(client, cast, file_ticket) for _ in range(2)]
    await given(client, cast, again)
    unaccepted, stuck = await file_ticket(), await accepted(client, cast, file_ticket)
    await bounced(client, cast, stuck)
    far = await file_ticket(place_id=str(cast.places[FAR]))
    ids = [each["id"] for each in (fresh, again, unaccepted, stuck, far)]
    body = {"ticket_ids": ids, "person_id": str(cast.people["partner"]), "note": "本周办"}
    answer = (await ask(client, cast, STAFF, "POST", "/ticket-assignments", json=body)).json()
    assert [(each["result"], each["state"]) for each in answer["results"]] == [
        ("assigned", "resolving"),
        ("assigned", "resolving"),
        ("illegal_step", "submitted"),
        ("awaits_arbitration", "accepted"),
        ("not_found", None),
    ]
    assert answer["assigned"] == 2
    seen = await seen_by(client, cast, STAFF, fresh)
    assert (seen["assignee_name"], seen["slips"][-1]["note"]) == ("甲伙伴", "本周办")
    unfit = body | {"person_id": str(cast.people["resident"]), "ticket_ids": ids[:1]}
    answer = (await ask(client, cast, STAFF, "POST", "/ticket-assignments", json=unfit)).json()
    assert answer["results"][0]["result"] == "assignee_unfit"
    more = [(await accepted(client, cast, file_ticket))["id"] for _ in range(8)]
    asked = {}
    for some in (more[:2], more):
        with queries() as seen_statements:
            await ask(
                client, cast, STAFF, "POST", "/ticket-assignments", json=body | {"ticket_ids": some}
            )
        asked[len(some)] = len(seen_statements)
    assert asked[8] <= asked[2], "one ticket more is one statement more"
