"""Who helps sees and works as who handles it, while they help and while they serve there."""

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_help import helping
from shequ_api.features.tickets.models import TicketHelper
from tests.base.people.asking import ask, posting_of
from tests.cast import Cast
from tests.clocks import Work
from tests.features.inbox.reading import kinds
from tests.features.ticket_handling.handled import STAFF, WORKER, returned, seen_by
from tests.features.ticket_help.helped import COLLEAGUE, PARTNER, Team, team
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


async def test_a_partner_is_asked_sees_it_and_says_no(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    assert (await one.ask(PARTNER, "GET", one.path)).status_code == 404
    asked = await one.helped_by(PARTNER, request="请带梯子")
    assert asked.status_code == 201, asked.text
    assert (asked.json()["person_name"], asked.json()["asked_by_name"]) == ("甲伙伴", "甲微格")
    await work()
    assert "ticket_help_asked" in await kinds(client, cast, PARTNER)
    seen = await one.seen(PARTNER)
    assert (seen["id"], seen["reporter_name"]) == (one.ticket["id"], "甲*民"), "as any partner"
    assert (await one.declined(PARTNER)).json()["end_kind"] == "declined"
    assert (await one.ask(PARTNER, "GET", one.path)).status_code == 404
    await work()
    assert "ticket_help_declined" in await kinds(client, cast, WORKER)
    assert "ticket_help_over" not in await kinds(client, cast, PARTNER), "they said so themselves"
    [line] = await one.helpers()
    assert (line["end_title"], line["end_reason"], line["ended_by_name"]) == (
        *("婉拒", "没有设备"),
        "甲伙伴",
    )
    assert (await one.helped_by(PARTNER)).status_code == 201, "asked again"


async def test_who_may_ask_whom(client: AsyncClient, cast: Cast, file_ticket: TicketMaker) -> None:
    one = await team(client, cast, file_ticket)
    for whom, asker, expected in (
        (PARTNER, COLLEAGUE, (403, "not_your_task")),
        (PARTNER, "resident", (403, "permission_missing")),
        ("far_partner", WORKER, (422, "assignee_unfit")),
        ("resident", WORKER, (422, "assignee_unfit")),
        (WORKER, STAFF, (422, "leads_already")),
    ):
        answer = await one.helped_by(whom, asker=asker)
        assert (answer.status_code, answer.json()["code"]) == expected, (whom, asker)
    assert (await one.helped_by(PARTNER, asker=STAFF)).status_code == 201, "the community asks, too"
    again = await one.helped_by(PARTNER)
    assert (again.status_code, again.json()["code"]) == (409, "helps_already")
    answer = await one.declined(COLLEAGUE)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_help")
    answer = await one.ask("resident", "GET", f"{one.path}/helpers")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_handling")
    assert (await one.relieved(COLLEAGUE)).status_code == 404
    fresh = Team(client, cast, await file_ticket())
    answer = await fresh.helped_by(PARTNER, asker=STAFF)
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_not_worked_on")


async def test_so_many_at_once(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping, "MOST_HELPERS", 1)
    one = await team(client, cast, file_ticket)
    assert (await one.helped_by(PARTNER)).status_code == 201
    answer = await one.helped_by(COLLEAGUE)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_helpers")
    assert answer.json()["most"] == 1


async def test_a_helper_talks_as_staff(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    one = await team(client, cast, file_ticket)
    await one.helped_by(PARTNER)
    talk = await one.ask(PARTNER, "GET", f"{one.path}/talk")
    assert talk.status_code == 200, talk.text
    message = "0199a3c4-5d6e-7f80-9a1b-0000000009aa"
    said = await ask(
        client, cast, PARTNER, "PUT", f"{one.path}/messages/{message}", json={"text": "下午到"}
    )
    assert said.status_code == 201, said.text
    assert said.json()["side"] == "staff", "never as whoever ordered it"


async def test_whoever_is_relieved_or_leaves_sees_it_no_more(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    await one.helped_by(PARTNER)
    assert (await one.relieved(PARTNER)).json()["end_kind"] == "relieved"
    await work()
    assert "ticket_help_over" in await kinds(client, cast, PARTNER)
    assert (await one.ask(PARTNER, "GET", one.path)).status_code == 404
    await one.helped_by(PARTNER)
    posting = await posting_of(session, cast, PARTNER)
    successor = await posting_of(session, cast, COLLEAGUE)
    body = {"handed_to_posting_id": successor}
    ended = await ask(client, cast, STAFF, "PUT", f"/postings/{posting}/end", json=body)
    assert ended.status_code == 200, ended.text
    assert (await one.ask(PARTNER, "GET", one.path)).status_code == 404, "before anybody hears it"
    await work()
    lines = [(line["person_name"], line["end_kind"]) for line in await one.helpers()]
    assert lines == [("甲网格", None), ("甲伙伴", "left_office"), ("甲伙伴", "relieved")]


async def test_what_ends_or_begins_anew_ends_help(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ends = []
    for how in ("settled", "withdrawn", "returned", "taken_back", "leads"):
        one = await team(client, cast, file_ticket)
        await one.helped_by(PARTNER)
        if how == "settled":
            assert (await one.settled()).status_code == 200
        elif how == "withdrawn":
            assert (await one.withdrawn()).status_code == 200
        elif how == "leads":
            body = {"person_id": str(cast.people[PARTNER])}
            assert (await step(client, cast, STAFF, one.ticket, "assignment", **body)).is_success
        else:
            by = WORKER if how == "returned" else STAFF
            assert (await returned(client, cast, one.ticket, by=by)).status_code == 200
        await work()
        kept = select(TicketHelper.end_kind).where(TicketHelper.ticket_id == one.ticket["id"])
        ends.append(await session.scalar(kept))
    assert ends == ["ticket_ended", "ticket_ended", "returned", None, "leads"]
    assert (await seen_by(client, cast, PARTNER, one.ticket))["assignee_name"] == "甲伙伴"


async def test_taken_back_while_it_is_handled(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    assert "withdraw" in one.ticket["legal_steps"]
    await one.helped_by(PARTNER)
    gone = await one.withdrawn()
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn"), gone.text
    await work()
    assert "ticket_withdrawn" in await kinds(client, cast, WORKER)
    assert "ticket_help_over" in await kinds(client, cast, PARTNER)
    late = await one.settled()
    assert (late.status_code, late.json()["code"]) == (409, "illegal_step")


async def test_a_successor_who_helped_leads_and_hears_of_it_once(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    await one.helped_by(COLLEAGUE)
    await work()
    body = {"handed_to_posting_id": await posting_of(session, cast, COLLEAGUE)}
    path = f"/postings/{await posting_of(session, cast, WORKER)}/end"
    assert (await ask(client, cast, STAFF, "PUT", path, json=body)).status_code == 200
    await work()
    assert (await one.seen())["assignee_name"] == "甲网格"
    [line] = await one.helpers(COLLEAGUE)
    assert (line["person_name"], line["end_kind"]) == ("甲网格", "leads")
    told = await kinds(client, cast, COLLEAGUE)
    assert "work_handed_over" in told and "ticket_assigned" not in told
    assert "ticket_taken" not in await kinds(client, cast, WORKER)
