"""What a community declined, looked at again by those above."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from shequ_api.base.audit.models import AuditEntry
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.ticket_appeals import service
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import terms
from tests.base.people.asking import ask
from tests.cast import NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, given, seen_by
from tests.features.ticket_pressure.pressed import after, kinds
from tests.features.ticket_routing.ruled import made as rule_made
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step
from tests.matrix.ground import somebody

STREET, DISTRICT = "subdistrict_administrator", "district_administrator"


async def declined(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, **draft: Any
) -> dict[str, Any]:
    ticket = await file_ticket(**draft)
    answer = await step(client, cast, STAFF, ticket, "refusal", reason="不归社区管")
    assert answer.json()["state"] == "declined", answer.text
    return ticket


async def appealed(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = "resident", **headers: str
) -> Response:
    path, body = f"/tickets/{ticket['id']}/appeal", {"reason": "在小区红线内"}
    return await ask(client, cast, by, "POST", path, json=body, headers=headers)


async def standing(client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any]) -> Any:
    answer = await ask(client, cast, who, "GET", f"/tickets/{ticket['id']}/appeal")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def decided(
    client: AsyncClient, cast: Cast, made: dict[str, Any], by: str = STREET, *, ordered: bool
) -> Response:
    body = {"ordered": ordered, "reason": "属于社区职责" if ordered else "确属市政"}
    return await ask(client, cast, by, "POST", f"/ticket-appeals/{made['id']}/decision", json=body)


async def test_those_above_order_it_and_it_begins_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await declined(client, cast, file_ticket)
    before = await standing(client, cast, "resident", ticket)
    assert (before["may_appeal"], before["appeal"]) == (True, None)
    assert (await standing(client, cast, STAFF, ticket))["may_appeal"] is False
    made = await appealed(client, cast, ticket)
    assert made.status_code == 201, made.text
    assert (made.json()["reason"], made.json()["state"]) == ("在小区红线内", "declined")
    again = await appealed(client, cast, ticket)
    assert (again.status_code, again.json()["code"]) == (409, "ticket_appealed_before")
    await work()
    for who in (STREET, DISTRICT):
        assert "ticket_appealed" in await kinds(client, cast, who)
    listed = await ask(client, cast, STREET, "GET", "/ticket-appeals?undecided=true")
    assert [each["ticket_id"] for each in listed.json()["items"]] == [ticket["id"]]
    refused = await decided(client, cast, made.json(), STAFF, ordered=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    await rule_made(client, cast)
    ordered = await decided(client, cast, made.json(), ordered=True)
    assert (ordered.json()["ordered"], ordered.json()["state"]) == (True, "accepted"), ordered.text
    twice = await decided(client, cast, made.json(), DISTRICT, ordered=False)
    assert (twice.status_code, twice.json()["code"]) == (409, "ticket_appeal_decided")
    seen = await seen_by(client, cast, "resident", ticket)
    steps = [slip["step"] for slip in seen["slips"]]
    assert steps == ["submit", "decline", "appeal", "order", "accept"]
    place = {"place_id": str(cast.places[NEIGHBOUR]), "reason": "在他们那边"}
    path = f"/tickets/{ticket['id']}/place"
    bound = await ask(client, cast, STAFF, "PUT", path, json=place)
    assert (bound.status_code, bound.json()["code"]) == (409, "order_binds")
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["assignee_name"] == "甲微格", "by the rules"
    assert "ticket_appeal_decided" in await kinds(client, cast, "resident")
    assert "ticket_appealed" not in await kinds(client, cast, STREET)
    assert not (await ask(client, cast, STREET, "GET", "/ticket-appeals?undecided=true")).json()[
        "items"
    ]
    settled = await step(client, cast, WORKER, ticket, "settlement", note="办好了")
    assert settled.status_code == 200, settled.text
    assert (
        await step(client, cast, "resident", ticket, "ratings/mine", score=5)
    ).status_code == 200
    assert (await standing(client, cast, "resident", ticket))["may_appeal"] is False


async def test_its_clocks_go_on_and_its_community_hears_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await declined(client, cast, file_ticket)
    await work()
    assert (await seen_by(client, cast, STAFF, ticket))["due_at"] is None
    made = (await appealed(client, cast, ticket)).json()
    await decided(client, cast, made, ordered=True)
    await work()
    seen = await seen_by(client, cast, STAFF, ticket)
    assert seen["due_at"] is not None and seen["state"] == "accepted"
    clocks = (await ask(client, cast, STAFF, "GET", f"/tickets/{ticket['id']}/clocks")).json()
    running = [each for each in clocks["clocks"] if each["stopped_at"] is None]
    assert [each["target"] for each in running] == ["resolution"]
    assert running[0]["started_at"] == seen["created_at"], "it goes on where it was dropped"
    assert "ticket_unattended" in await kinds(client, cast, STAFF)
    await given(client, cast, ticket)
    await work()
    assert "ticket_unattended" not in await kinds(client, cast, STAFF)


async def test_what_is_upheld_is_final(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await declined(client, cast, file_ticket)
    made = (await appealed(client, cast, ticket)).json()
    upheld = await decided(client, cast, made, DISTRICT, ordered=False)
    assert upheld.json()["decision"] == "确属市政", upheld.text
    found = await standing(client, cast, "resident", ticket)
    assert (found["may_appeal"], found["appeal"]["decision"]) == (False, "确属市政")
    again = await appealed(client, cast, ticket)
    assert (again.status_code, again.json()["code"]) == (409, "ticket_appealed_before")
    await work()
    assert "ticket_appeal_decided" in await kinds(client, cast, "resident")
    seen = await seen_by(client, cast, STAFF, ticket)
    assert (seen["state"], seen["due_at"]) == ("declined", None)


async def test_an_anonymous_one_is_appealed_without_signing(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await declined(client, cast, file_ticket, anonymous=True)
    assert (await appealed(client, cast, ticket, by=STAFF)).json()["code"] == "not_your_ticket"
    assert (await appealed(client, cast, ticket)).status_code == 201
    row = await session.get_one(Ticket, UUID(ticket["id"]))
    log = select(StepLog).where(StepLog.case_id == row.case_id, StepLog.step == "appeal")
    taken = (await session.scalars(log)).one()
    assert (taken.actor_id, taken.facts) == (None, {})
    noted = select(AuditEntry.person_id).where(AuditEntry.operation == "appeal_ticket")
    assert list(await session.scalars(noted)) == [None]
    timeline = await ask(client, cast, "resident", "GET", f"/tickets/{ticket['id']}/timeline")
    assert timeline.json()["entries"][-1]["by"] == "居民"
    made = (await standing(client, cast, STREET, ticket))["appeal"]
    await decided(client, cast, made, ordered=False)
    await work()
    assert "anonymous_ticket_news" in await kinds(client, cast, "resident")


async def test_an_agent_appeals_by_a_mandate(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    ticket = await declined(client, cast, file_ticket)
    body = terms(agent_phone="13900000002", permissions=["ticket:appeal"])
    mandate = (await ask(client, cast, "resident", "POST", "/me/mandates", json=body)).json()["id"]
    agent = "same_building"
    assert (await appealed(client, cast, ticket, by=agent)).status_code == 404
    assert (
        await appealed(client, cast, ticket, by=agent, **{"X-On-Behalf-Of": mandate})
    ).status_code == 201
    row = await session.get_one(Ticket, UUID(ticket["id"]))
    log = select(StepLog).where(StepLog.case_id == row.case_id, StepLog.step == "appeal")
    taken = (await session.scalars(log)).one()
    assert (taken.actor_id, taken.facts["mandate_id"]) == (cast.people[agent], mandate)


async def test_too_late_too_early_and_not_at_all(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    fresh = await file_ticket()
    early = await appealed(client, cast, fresh)
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_appeal")
    ticket = await declined(client, cast, file_ticket)
    until = datetime.fromisoformat((await standing(client, cast, STAFF, ticket))["appeal_until"])
    assert timedelta(days=6, hours=23) < until - utc_now() <= timedelta(days=7)
    wanted = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    row = (await session.scalars(wanted.where(Ticket.id == UUID(ticket["id"])))).one()
    whoever = somebody(cast.people["resident"])
    asking: dict[str, Any] = {"reason": "迟了", "now": until + timedelta(seconds=1)}
    with pytest.raises(service.AppealTooLate):
        await service.appeal(session, whoever, row, **asking)
    row.source_kind = "hazard"
    with pytest.raises(service.HazardTakesItsOwnWay):
        await service.appeal(session, whoever, row, **asking)
    await session.rollback()


async def test_an_overdue_one_is_told_once_more(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await declined(client, cast, file_ticket)
    made = (await appealed(client, cast, ticket)).json()
    await work()
    assert "ticket_appeal_overdue" not in await kinds(client, cast, STREET)
    await after(parts, days=40)
    for who in (STREET, DISTRICT):
        assert "ticket_appeal_overdue" in await kinds(client, cast, who)
    await decided(client, cast, made, ordered=False)
    await work()
    assert "ticket_appeal_overdue" not in await kinds(client, cast, STREET)
