"""A ticket in parts: each by its own time; it is not settled before the required ones are done."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_subtasks import service
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.ticket_subtasks.overdue import tell_overdue
from shequ_api.features.ticket_subtasks.rules import end_of_workday
from shequ_api.kit.clock import CHINA, utc_now
from tests.base.people.asking import ask, posting_of
from tests.cast import Cast
from tests.clocks import Work
from tests.features.inbox.reading import kinds
from tests.features.ticket_handling.handled import STAFF, WORKER, returned
from tests.features.ticket_help.helped import COLLEAGUE, PARTNER, team
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import photo_of, step


def test_a_workday_ends_at_its_midnight_over_days_of_rest() -> None:
    friday = utc_now().astimezone(CHINA).replace(2026, 11, 20, 9)
    monday = {friday.date() + timedelta(days=3): "holiday"}
    ends = [end_of_workday(friday, days, monday).astimezone(CHINA) for days in (0, 1)]
    assert [f"{end:%m-%d %H:%M}" for end in ends] == ["11-21 00:00", "11-25 00:00"]


async def test_it_closes_when_the_required_parts_are_done(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    bulbs = await one.part(PARTNER)
    sweep = await one.part(WORKER, title="扫楼道")
    extra = await one.part(COLLEAGUE, title="回访邻居", required=False)
    await work()
    assert "ticket_subtask_given" in await kinds(client, cast, PARTNER)
    assert "ticket_help_asked" not in await kinds(client, cast, PARTNER), "told of the part alone"
    assert [line["person_name"] for line in await one.helpers()] == ["甲网格", "甲伙伴"]
    early = await one.settled()
    assert (early.status_code, early.json()["code"]) == (409, "subtasks_open")
    assert early.json()["count"] == 2
    evidence = await photo_of(client, await cast.headers(PARTNER), "green")
    done = await one.take(PARTNER, bulbs, "completion", note="换好了", photo_ids=[evidence])
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    assert [photo["id"] for photo in done.json()["photos"]] == [evidence]
    assert [line["step"] for line in done.json()["steps"]] == ["set", "finish"]
    seen = await one.seen("resident")
    assert (seen["subtasks"], seen["subtasks_done"]) == (3, 1)
    assert (await one.settled()).json()["count"] == 1
    assert (await one.take(WORKER, sweep, "completion", note="扫了")).is_success
    await work()
    assert "ticket_subtask_done" in await kinds(client, cast, WORKER)
    settled = await one.settled()
    assert (settled.status_code, settled.json()["state"]) == (200, "settled"), settled.text
    await work()
    states = {part["title"]: part["state"] for part in await one.parts(STAFF)}
    assert states == {"换灯泡": "done", "扫楼道": "done", "回访邻居": "dropped"}
    assert "ticket_subtask_taken" in await kinds(client, cast, COLLEAGUE)
    late = await one.take(WORKER, extra, "completion", note="晚了")
    assert (late.status_code, late.json()["code"]) == (409, "ticket_not_worked_on")


async def test_the_lead_hears_when_the_last_required_one_is_done(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    first, last = await one.part(PARTNER), await one.part(PARTNER, title="装灯罩")
    await one.take(PARTNER, first, "completion", note="好")
    await work()
    assert "ticket_required_subtasks_done" not in await kinds(client, cast, WORKER)
    cancelled = await one.take(STAFF, last, "cancellation", reason="不用装")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    await work()
    told = await kinds(client, cast, WORKER)
    assert "ticket_required_subtasks_done" in told
    assert "ticket_subtask_taken" in await kinds(client, cast, PARTNER)
    back = await one.take(WORKER, first, "reopening", reason="还是不亮")
    assert (back.status_code, back.json()["state"]) == (200, "open"), back.text
    assert (await one.settled()).json()["code"] == "subtasks_open"
    await work()
    assert "ticket_subtask_reopened" in await kinds(client, cast, PARTNER)


async def test_who_may_do_what_with_a_part(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    one = await team(client, cast, file_ticket)
    part = await one.part(PARTNER)
    for who, verb, body, expected in (
        (COLLEAGUE, "completion", {"note": "好"}, (403, "not_your_task")),
        (COLLEAGUE, "cancellation", {"reason": "不用"}, (403, "not_your_task")),
        (PARTNER, "cancellation", {"reason": "不用"}, (403, "not_your_task")),
        (PARTNER, "deadline", {"workdays": 3, "reason": "等货"}, (403, "not_your_task")),
        ("far_partner", "completion", {"note": "好"}, (404, "not_found")),
        (WORKER, "reopening", {"reason": "不好"}, (409, "illegal_step")),
        (WORKER, "deadline", {"reason": "等货"}, (422, "malformed")),
        (
            WORKER,
            "deadline",
            {"reason": "x", "due_at": "2020-01-01T00:00:00Z"},
            (422, "deadline_unfit"),
        ),
    ):
        answer = await one.take(who, part, verb, **body)
        assert (answer.status_code, answer.json()["code"]) == expected, (who, verb, answer.text)
    assert (await one.ask("resident", "GET", f"/ticket-subtasks/{part['id']}")).status_code == 404
    far = await one.set_part("far_partner")
    assert (far.status_code, far.json()["code"]) == (422, "assignee_unfit")
    far = await one.take(WORKER, part, "assignment", person_id=str(cast.people["far_partner"]))
    assert (far.status_code, far.json()["code"]) == (422, "assignee_unfit")
    moved = await one.take(WORKER, part, "deadline", workdays=0, reason="今天就要")
    assert moved.json()["due_at"] < part["due_at"]
    given = await one.take(WORKER, part, "assignment", person_id=str(cast.people[COLLEAGUE]))
    assert given.json()["assignee_name"] == "甲网格"
    mine = (await one.ask(COLLEAGUE, "GET", "/my-ticket-subtasks")).json()["items"]
    assert [line["id"] for line in mine] == [part["id"]]
    assert (await one.ask(PARTNER, "GET", "/my-ticket-subtasks")).json()["items"] == []
    done = await one.take(STAFF, part, "completion", note="社区代办")
    assert done.status_code == 200, "who leads says so, too"
    over = await one.ask(COLLEAGUE, "GET", "/my-ticket-subtasks?ended=true")
    assert [line["state"] for line in over.json()["items"]] == ["done"]
    today = (await one.ask(COLLEAGUE, "GET", "/today")).json()["groups"]
    assert "ticket_subtasks" not in [group["key"] for group in today]


async def test_so_many_parts(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_SUBTASKS", 1)
    one = await team(client, cast, file_ticket)
    await one.part(WORKER)
    answer = await one.set_part(WORKER)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_subtasks")


async def test_on_the_list_of_the_day_and_told_when_overdue(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    part = await one.part(PARTNER)
    groups = {
        group["key"]: group for group in (await one.ask(PARTNER, "GET", "/today")).json()["groups"]
    }
    [line] = groups["ticket_subtasks"]["lines"]
    assert line["parameters"] == {"subtask_id": part["id"]}
    await tell_overdue(session, utc_now())
    late = update(TicketSubtask).where(TicketSubtask.id == part["id"])
    await session.execute(late.values(due_at=utc_now() - timedelta(minutes=1)))
    for _ in range(2):
        await tell_overdue(session, utc_now())
        await session.commit()
        await work()
    for who in (PARTNER, WORKER):
        assert (await kinds(client, cast, who)).count("ticket_subtask_overdue") == 1
    assert (await one.parts())[0]["overdue"] is True


async def test_parts_go_with_whoever_leads_and_never_hang(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    own, helped = await one.part(WORKER, title="自己办"), await one.part(PARTNER)
    assert (await one.declined(PARTNER)).status_code == 200
    await work()
    assert {part["assignee_name"] for part in await one.parts()} == {"甲微格"}
    body = {"person_id": str(cast.people[COLLEAGUE])}
    await step(client, cast, STAFF, one.ticket, "assignment", **body)
    await work()
    assert {part["assignee_name"] for part in await one.parts(STAFF)} == {"甲网格"}
    posting = await posting_of(session, cast, COLLEAGUE)
    left = (await ask(client, cast, STAFF, "GET", f"/postings/{posting}/open-work")).json()
    assert {each["key"]: each["count"] for each in left["kinds"]}["ticket_subtasks"] == 2
    await ask(client, cast, STAFF, "PUT", f"/postings/{posting}/end", json={})
    await work()
    assert {part["assignee_name"] for part in await one.parts(STAFF)} == {None}
    body = {"person_id": str(cast.people[WORKER])}
    await step(client, cast, STAFF, one.ticket, "assignment", **body)
    await work()
    assert {part["assignee_name"] for part in await one.parts()} == {"甲微格"}
    assert {own["id"], helped["id"]} == {part["id"] for part in await one.parts()}


async def test_handed_to_a_successor(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    part = await one.part(COLLEAGUE)
    posting = await posting_of(session, cast, COLLEAGUE)
    body = {"handed_to_posting_id": await posting_of(session, cast, PARTNER)}
    await ask(client, cast, STAFF, "PUT", f"/postings/{posting}/end", json=body)
    await work()
    [line] = await one.parts()
    assert (line["assignee_name"], line["state"]) == ("甲伙伴", "open")
    assert (await one.take(PARTNER, part, "completion", note="好了")).status_code == 200


async def test_given_back_as_nobodys_duty_it_begins_anew(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    one = await team(client, cast, file_ticket)
    await one.part(PARTNER)
    assert (await returned(client, cast, one.ticket)).status_code == 200
    await work()
    assert [part["state"] for part in await one.parts(STAFF)] == ["dropped"]
    settled = await one.settled(STAFF)
    assert settled.status_code == 200, settled.text
    open_still = select(TicketSubtask.id).where(TicketSubtask.ended_at.is_(None))
    assert await session.scalar(open_still) is None
