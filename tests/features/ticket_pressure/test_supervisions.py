"""督办 from the demand to its end; and what becomes of it, and of calls, elsewhere."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import add_workdays
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.cast import NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given
from tests.features.ticket_pressure.pressed import after, kinds
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

STREET, DISTRICT, CITY = (
    "subdistrict_administrator",
    "district_administrator",
    "city_administrator",
)
FAR_STAFF = "far_community_worker"


async def supervised(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = STREET, **more: Any
) -> dict[str, Any]:
    answer = await step(client, cast, by, ticket, "supervisions", demand="请说明进展", **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def moved(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> None:
    place = {"place_id": str(cast.places[NEIGHBOUR]), "reason": "在他们那边"}
    path = f"/tickets/{ticket['id']}/place"
    assert (await ask(client, cast, STAFF, "PUT", path, json=place)).is_success


async def shown(client: AsyncClient, cast: Cast, who: str, made: dict[str, Any]) -> dict[str, Any]:
    answer = await ask(client, cast, who, "GET", f"/ticket-supervisions/{made['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def closing(client: AsyncClient, cast: Cast, who: str, made: dict[str, Any]) -> Any:
    path, body = f"/ticket-supervisions/{made['id']}/closing", {"remark": "已核实"}
    return await ask(client, cast, who, "POST", path, json=body)


@pytest.mark.parametrize("workdays", [None, 4])
async def test_its_time_is_counted_in_workdays(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    workdays: int | None,
) -> None:
    more: dict[str, Any] = {} if workdays is None else {"workdays": workdays}
    made = await supervised(client, cast, await file_ticket(), **more)
    first = china_date(datetime.fromisoformat(made["demanded_at"]))
    known = await exceptions_between(session, first, first + timedelta(days=60))
    last = china_date(datetime.fromisoformat(made["due_at"]))
    assert last == add_workdays(first, workdays or 3, known), "three, where nobody says otherwise"
    assert made["office_name"] and made["closing"] is None


async def test_it_is_overdue_on_both_sides_answered_and_closed(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    made = await supervised(client, cast, ticket, workdays=1)
    await work()
    assert "ticket_supervised" in await kinds(client, cast, STAFF)
    await after(parts, days=30)
    for who in (WORKER, STAFF, STREET):
        assert "supervision_overdue" in await kinds(client, cast, who), who
    await after(parts, days=31)
    path = f"/ticket-supervisions/{made['id']}/answer"
    said = await ask(client, cast, WORKER, "POST", path, json={"answer": "已经换好"})
    assert said.status_code == 200, said.text
    await work()
    assert "supervision_answered" in await kinds(client, cast, STREET)
    assert not {"supervision_overdue", "ticket_supervised"} & await kinds(client, cast, STAFF)
    for who, code in ((STAFF, "permission_missing"), (DISTRICT, "not_yours_to_close")):
        refused = await closing(client, cast, who, made)
        assert (refused.status_code, refused.json()["code"]) == (403, code), refused.text
    over = (await closing(client, cast, STREET, made)).json()
    assert (over["closing"], over["remark"]) == ("closed", "已核实")
    again = await closing(client, cast, STREET, made)
    assert (again.status_code, again.json()["code"]) == (409, "supervision_over")
    await work()
    assert "supervision_answered" not in await kinds(client, cast, STREET)
    assert "supervision_closed" in await kinds(client, cast, WORKER)


async def test_it_ends_with_the_ticket_and_the_office_lists_what_is_open(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    first, second = [await accepted(client, cast, file_ticket) for _ in range(2)]
    gone = await supervised(client, cast, first)
    stays = await supervised(client, cast, second)
    higher = await supervised(client, cast, second, by=DISTRICT)
    await step(client, cast, STAFF, first, "settlement", note="办好了")
    await work()
    assert (await shown(client, cast, STREET, gone))["closing"] == "ticket_ended"
    assert "supervision_closed" in await kinds(client, cast, STREET)
    said = {"answer": "迟了"}
    path = f"/ticket-supervisions/{gone['id']}/answer"
    late = await ask(client, cast, STAFF, "POST", path, json=said)
    assert (late.status_code, late.json()["code"]) == (409, "supervision_over")
    for who, query, ids in (
        (STREET, "open_only=true", [higher["id"], stays["id"]]),
        (STREET, "open_only=true&by_my_office=true", [stays["id"]]),
        (DISTRICT, "by_my_office=true", [higher["id"]]),
        (CITY, "by_my_office=true", []),
    ):
        listed = await ask(client, cast, who, "GET", f"/ticket-supervisions?{query}")
        assert [each["id"] for each in listed.json()["items"]] == ids, (who, query)


async def test_in_another_community_those_above_both_demand_still(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    low = await supervised(client, cast, ticket)
    high = await supervised(client, cast, ticket, by=DISTRICT)
    await work()
    await moved(client, cast, ticket)
    await work()
    assert (await shown(client, cast, DISTRICT, low))["closing"] == "transferred"
    assert "supervision_closed" in await kinds(client, cast, STREET)
    assert "ticket_supervised" not in await kinds(client, cast, STAFF)
    assert "ticket_supervised" in await kinds(client, cast, FAR_STAFF)
    path = f"/ticket-supervisions/{high['id']}/answer"
    said = await ask(client, cast, FAR_STAFF, "POST", path, json={"answer": "我们来办"})
    assert (said.status_code, said.json()["closing"]) == (200, None), said.text
    listed = (await ask(client, cast, STAFF, "GET", "/ticket-supervisions")).json()["items"]
    assert [each["id"] for each in listed] == [low["id"]]


@pytest.mark.parametrize(("levels", "ending"), [(1, "transferred"), (3, None)])
async def test_a_call_follows_a_level_that_is_the_same_there(
    client: AsyncClient,
    cast: Cast,
    file_ticket: TicketMaker,
    work: Work,
    levels: int,
    ending: str | None,
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    call = (await step(client, cast, "micro_grid_worker", ticket, "calls", reason="请到场")).json()
    path = f"/ticket-calls/{call['id']}"
    for who in (STAFF, STREET)[: levels - 1]:
        await ask(client, cast, who, "POST", f"{path}/passing-up", json={})
    await work()
    await moved(client, cast, ticket)
    await work()
    seen = (await ask(client, cast, DISTRICT, "GET", path)).json()
    assert (seen["level"], seen["ending"]) == (levels, ending)
    told = await kinds(client, cast, STAFF)
    assert ("ticket_call_ended" in told) == (ending is not None)
    assert ("ticket_call_ended" in await kinds(client, cast, WORKER)) == (ending is not None)
    if ending is None:
        listed = (await ask(client, cast, FAR_STAFF, "GET", "/ticket-calls")).json()["items"]
        assert [each["id"] for each in listed] == [call["id"]]
        assert "ticket_called" in await kinds(client, cast, DISTRICT)
    else:
        again = await step(client, cast, FAR_STAFF, ticket, "calls", reason="请街道到场")
        assert again.json()["level"] == 2, again.text
