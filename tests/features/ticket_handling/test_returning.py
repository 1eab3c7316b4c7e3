"""Given back as nobody's duty, passed on, and ruled by those above."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from shequ_api.features.ticket_handling.rules import workdays_after
from shequ_api.features.ticket_handling.service import ReturnTooLate, return_ticket
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import ask
from tests.cast import NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import (
    COLLEAGUE,
    STAFF,
    WORKER,
    accepted,
    bounced,
    given,
    returned,
    seen_by,
)
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step
from tests.matrix.ground import somebody


def test_a_workday_is_counted_over_days_of_rest() -> None:
    friday = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert workdays_after(friday, 1, {}) == friday + timedelta(days=3)
    monday = (friday + timedelta(days=3)).date()
    assert workdays_after(friday, 1, {monday: "holiday"}) == friday + timedelta(days=4)
    saturday = (friday + timedelta(days=1)).date()
    assert workdays_after(friday, 1, {saturday: "workday"}) == friday + timedelta(days=1)


async def test_what_is_nobodys_duty_goes_back_with_a_reason(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    assert (await returned(client, cast, ticket)).json()["code"] == "not_your_task"
    await given(client, cast, ticket)
    assert (await returned(client, cast, ticket, by=COLLEAGUE)).json()["code"] == "not_your_task"
    seen = (await returned(client, cast, ticket)).json()
    assert (seen["state"], seen["assignee_id"], seen["bounces"]) == ("accepted", None, 1)
    assert (seen["slips"][-1]["step"], seen["slips"][-1]["note"]) == ("return", "不归我管")
    again = await returned(client, cast, ticket, by=STAFF)
    assert (again.status_code, again.json()["code"]) == (409, "illegal_step")


async def test_the_community_takes_back_at_any_time_and_that_is_no_bounce(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    found = (await session.scalars(with_case(ticket["id"]))).one()
    handler, later = somebody(cast.people[WORKER]), utc_now() + timedelta(days=21)
    with pytest.raises(ReturnTooLate) as late:
        await return_ticket(session, handler, found, reason="不归我管", new_fact=None, now=later)
    assert utc_now() < datetime.fromisoformat(late.value.facts["until"]) < later
    await session.rollback()
    taken = await returned(client, cast, ticket, by=STAFF)
    assert (taken.status_code, taken.json()["bounces"]) == (200, 0)


def with_case(ticket_id: str) -> Select[Ticket]:
    found = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    return found.where(Ticket.id == UUID(ticket_id))


async def test_a_colleague_takes_over_and_both_are_told(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await given(client, cast, ticket)
    before = await seen_by(client, cast, STAFF, ticket)
    body = {"person_id": str(cast.people[COLLEAGUE]), "reason": "我今天请假"}
    stranger = await step(client, cast, "next_micro_worker", ticket, "passing-on", **body)
    assert stranger.status_code == 404
    not_mine = await step(client, cast, COLLEAGUE, ticket, "passing-on", **body)
    assert not_mine.json()["code"] == "not_your_task"
    unfit = body | {"person_id": str(cast.people["far_partner"])}
    refused = await step(client, cast, WORKER, ticket, "passing-on", **unfit)
    assert refused.json()["code"] == "assignee_unfit"
    passed = await step(client, cast, WORKER, ticket, "passing-on", **body)
    assert passed.json()["assignee_name"] == "甲网格", passed.text
    assert passed.json()["created_at"] == before["created_at"]
    back = {"person_id": str(cast.people[WORKER]), "reason": "我也不行"}
    for who, to in ((COLLEAGUE, back), (WORKER, body)):
        answer = await step(client, cast, who, ticket, "passing-on", **to)
        assert answer.status_code == 200, answer.text
    often = await step(client, cast, COLLEAGUE, ticket, "passing-on", **back)
    assert (often.status_code, often.json()["code"]) == (409, "passed_on_too_often")
    moved = await given(client, cast, ticket, "partner")
    assert moved.status_code == 200
    await work()
    told = (await ask(client, cast, COLLEAGUE, "GET", "/me/messages")).json()["items"]
    assert {each["kind"] for each in told} == {"ticket_assigned", "ticket_taken"}


async def test_the_third_bounce_waits_for_those_above_whose_word_binds(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    assert (await bounced(client, cast, ticket, 2))["awaits_arbitration"] is False
    assert (await bounced(client, cast, ticket, 1))["awaits_arbitration"] is True
    refused = await given(client, cast, ticket)
    assert (refused.status_code, refused.json()["code"]) == (409, "awaits_arbitration")
    await work()
    above = "subdistrict_administrator"
    told = (await ask(client, cast, above, "GET", "/me/messages")).json()["items"]
    assert told[0]["kind"] == "ticket_arbitration_awaited" and not told[0]["done_at"]
    queue = (await ask(client, cast, above, "GET", "/ticket-arbitrations")).json()["items"]
    assert [(each["ticket_id"], each["bounces"]) for each in queue] == [(ticket["id"], 3)]
    ruling = {"person_id": str(cast.people["department_officer"]), "reason": "按清单归本部门"}
    ruled = await step(client, cast, above, ticket, "arbitration", **ruling)
    assert ruled.json()["assignee_name"] == "甲部门", ruled.text
    again = await step(client, cast, above, ticket, "arbitration", **ruling)
    assert again.json()["code"] == "nothing_to_arbitrate"
    await work()
    told = (await ask(client, cast, above, "GET", "/me/messages")).json()["items"]
    assert told[0]["done_at"]
    officer = "department_officer"
    for attempt in (
        await returned(client, cast, ticket, by=officer),
        await returned(client, cast, ticket, by=STAFF),
        await given(client, cast, ticket, "partner"),
    ):
        assert (attempt.status_code, attempt.json()["code"]) == (409, "ruling_binds")
    new = await returned(client, cast, ticket, by=officer, new_fact="产权属于开发商")
    assert (new.json()["awaits_arbitration"], new.json()["bounces"]) == (True, 4)
    [waiting] = (await ask(client, cast, above, "GET", "/ticket-arbitrations")).json()["items"]
    assert waiting["new_fact_given"] is True
    settled = await step(client, cast, STAFF, ticket, "settlement", note="社区先办了")
    assert settled.json()["awaits_arbitration"] is False
    assert not (await ask(client, cast, above, "GET", "/ticket-arbitrations")).json()["items"]


async def test_communities_that_hand_it_on_count_too(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    far = str(cast.places[NEIGHBOUR])
    place = {"place_id": far, "reason": "在他们那边"}
    path = f"/tickets/{ticket['id']}/place"
    assert (await ask(client, cast, STAFF, "PUT", path, json=place)).is_success
    back = {"place_id": ticket["place_id"], "reason": "不在我们这边"}
    home = {"place_id": str(cast.places[NEIGHBOUR.replace("014012", "015017")])}
    assert (
        await ask(client, cast, "far_community_worker", "PUT", path, json=back | home)
    ).is_success
    await work()
    seen = await seen_by(client, cast, STAFF, ticket)
    assert (seen["bounces"], seen["awaits_arbitration"]) == (2, False)
    assert (await ask(client, cast, STAFF, "PUT", path, json=place)).is_success
    await work()
    above = "district_administrator"
    assert (await seen_by(client, cast, above, ticket))["awaits_arbitration"] is True
    ruling = {"person_id": str(cast.people["far_partner"]), "reason": "由他们办"}
    ruled = await step(client, cast, above, ticket, "arbitration", **ruling)
    assert [slip["step"] for slip in ruled.json()["slips"]][-2:] == ["accept", "assign"]
