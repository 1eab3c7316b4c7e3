"""Urged, supervised, called up the levels, and taken from whoever is silent."""

from typing import Any

from httpx import AsyncClient, Response

from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given, seen_by
from tests.features.ticket_pressure.pressed import after, kinds, silent_after_two_days
from tests.features.ticket_routing.ruled import made, routing
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

STREET, DISTRICT = "subdistrict_administrator", "district_administrator"


async def test_who_ordered_it_urges_now_and_then(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    urged = await step(client, cast, "resident", ticket, "urges")
    assert (urged.status_code, urged.json()["urges"]) == (201, 1), urged.text
    again = await step(client, cast, "resident", ticket, "urges")
    assert (again.status_code, again.json()["code"]) == (409, "urged_already")
    assert again.json()["next_at"]
    another = await step(client, cast, STAFF, ticket, "urges")
    assert (another.status_code, another.json()["code"]) == (403, "not_your_ticket")
    await work()
    assert "ticket_urged" in await kinds(client, cast, WORKER)
    [line] = (await ask(client, cast, STAFF, "GET", "/tickets?view=scope")).json()["items"]
    assert (line["urges"], line["supervisions"], line["bounces"]) == (1, 0, 0)
    await step(client, cast, STAFF, ticket, "settlement", note="办好了")
    over = await step(client, cast, "resident", ticket, "urges")
    assert (over.status_code, over.json()["code"]) == (409, "nothing_to_press")


async def test_those_above_demand_an_answer(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    demand = {"demand": "请说明进展", "workdays": 31}
    unfit = await step(client, cast, STREET, ticket, "supervisions", **demand)
    assert unfit.status_code == 422
    demand["workdays"] = 2
    assert (await step(client, cast, STAFF, ticket, "supervisions", **demand)).status_code == 403
    supervision = (await step(client, cast, STREET, ticket, "supervisions", **demand)).json()
    await work()
    assert "ticket_supervised" in await kinds(client, cast, WORKER)
    assert (await seen_by(client, cast, STAFF, ticket))["supervisions"] == 1
    path = f"/ticket-supervisions/{supervision['id']}"
    for who, status in (("next_micro_worker", 404), ("general_grid_worker", 403)):
        body = {"answer": "我来答"}
        refused = await ask(client, cast, who, "POST", f"{path}/answer", json=body)
        assert refused.status_code == status, refused.text
    assert refused.json()["code"] == "not_yours_to_answer"
    said = {"answer": "明天更换"}
    answered = await ask(client, cast, WORKER, "POST", f"{path}/answer", json=said)
    assert (answered.json()["answer"], answered.json()["overdue"]) == ("明天更换", False)
    twice = await ask(client, cast, STAFF, "POST", f"{path}/answer", json=said)
    assert (twice.status_code, twice.json()["code"]) == (409, "supervision_answered")
    await work()
    assert "supervision_answered" in await kinds(client, cast, STREET)
    listed = await ask(
        client, cast, STREET, "GET", f"/ticket-supervisions?ticket_id={ticket['id']}"
    )
    assert [each["id"] for each in listed.json()["items"]] == [supervision["id"]]
    assert (await ask(client, cast, "resident", "GET", path)).status_code == 404


async def answer_of(client: AsyncClient, cast: Cast, who: str, call: dict[str, Any]) -> Response:
    body = {"answer": "已到场"}
    return await ask(client, cast, who, "POST", f"/ticket-calls/{call['id']}/answer", json=body)


async def test_a_call_goes_up_by_the_clock_until_somebody_answers(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    reason = {"reason": "商户不肯整改"}
    call = (await step(client, cast, WORKER, ticket, "calls", **reason)).json()
    assert (call["level"], call["level_title"]) == (1, "社区")
    again = await step(client, cast, STAFF, ticket, "calls", **reason)
    assert (again.status_code, again.json()["code"]) == (409, "called_already")
    await work()
    assert "ticket_called" in await kinds(client, cast, STAFF)
    early = await answer_of(client, cast, STREET, call)
    assert (early.status_code, early.json()["code"]) == (403, "not_your_call")
    up = await ask(client, cast, STAFF, "POST", f"/ticket-calls/{call['id']}/passing-up", json={})
    assert up.json()["level"] == 2, up.text
    # Somebody else has it now: the level's time begins anew, and the day before is not counted.
    await given(client, cast, ticket, "general_grid_worker")
    await work()
    seen = (await ask(client, cast, STREET, "GET", f"/ticket-calls/{call['id']}")).json()
    assert [each["cause"] for each in seen["steps"]] == ["made", "passed_up", "reassigned"]
    await after(parts, hours=25)
    assert "ticket_called" in await kinds(client, cast, DISTRICT)
    path, office = f"/ticket-calls/{call['id']}", "department_officer"
    seen = (await ask(client, cast, DISTRICT, "GET", path)).json()
    assert (seen["level"], seen["steps"][-1]["cause"]) == (3, "silent")
    assert (await answer_of(client, cast, STREET, call)).status_code == 403
    above = await ask(client, cast, DISTRICT, "POST", f"{path}/passing-up", json={})
    assert above.json()["code"] == "nobody_above"
    department = await department_with(client, cast, office)
    assert (await ask(client, cast, office, "GET", path)).status_code == 404
    body = {"department_id": department}
    low = await ask(client, cast, STREET, "PUT", f"{path}/department", json=body)
    assert low.json()["code"] == "not_your_call"
    named = await ask(client, cast, DISTRICT, "PUT", f"{path}/department", json=body)
    assert named.json()["department_name"] == "城管局", named.text
    mine = (await ask(client, cast, office, "GET", "/ticket-calls")).json()["items"]
    assert [each["id"] for each in mine] == [call["id"]]
    await after(parts, hours=50)
    seen = (await ask(client, cast, office, "GET", path)).json()
    assert (seen["unanswered"], seen["due_at"]) == (True, None)
    answered = await answer_of(client, cast, office, call)
    assert answered.json()["answer"] == "已到场", answered.text
    assert (await answer_of(client, cast, office, call)).json()["code"] == "call_over"
    await work()
    assert "ticket_called" not in await kinds(client, cast, DISTRICT)


async def department_with(client: AsyncClient, cast: Cast, officer: str) -> str:
    body = {"name": "城管局", "officer_ids": [str(cast.people[officer])]}
    made_one = await ask(client, cast, DISTRICT, "POST", "/departments", json=body)
    assert made_one.status_code == 201, made_one.text
    return str(made_one.json()["id"])


async def test_a_call_is_over_when_the_ticket_is(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    call = (await step(client, cast, STAFF, ticket, "calls", reason="要街道协调")).json()
    assert call["level"] == 2
    await step(client, cast, STAFF, ticket, "settlement", note="办好了")
    await work()
    seen = (await ask(client, cast, STREET, "GET", f"/ticket-calls/{call['id']}")).json()
    assert seen["closed_at"] and seen["answer"] is None
    listed = (await ask(client, cast, STREET, "GET", "/ticket-calls?level=2")).json()["items"]
    assert [each["id"] for each in listed] == [call["id"]]


async def test_whoever_is_silent_loses_it_to_somebody_else(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    await silent_after_two_days(client, cast)
    await made(client, cast, position=1)
    second = await made(client, cast, {"role": "general_grid_worker"}, position=2)
    ticket = await accepted(client, cast, file_ticket)
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲微格"
    await after(parts, hours=47)
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲微格"
    await after(parts, hours=50)
    seen = await seen_by(client, cast, STAFF, ticket)
    assert seen["assignee_name"] == "甲网格"
    assert [slip["step"] for slip in seen["slips"]][-2:] == ["return", "assign"]
    assert seen["bounces"] == 0
    told = (await routing(client, cast, ticket))[0]
    assert (told["occasion"], told["rule_id"]) == ("silent", second["id"])
    assert told["considered"][0]["candidates"][0]["why_not"] == "had_it"
    assert "ticket_returned" in await kinds(client, cast, WORKER)
