"""Pausing and resuming, over HTTP."""

from shequ_api.base.events.worker import Worker
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, instant, minutes, policy

PARTS = {"reason": "parts", "note": "等灯具到货"}


async def under_way(desk: Desk, work: Work) -> str:
    await desk.rule(policy())
    ticket = await desk.file()
    await desk.accept(ticket)
    await desk.assign(ticket)
    await work()
    return ticket


async def say(desk: Desk, by: str, ticket: str) -> None:
    path = f"/tickets/{ticket}/messages/{new_id()}"
    await desk.told(by, "PUT", path, json={"text": "在一楼"})


async def refused(desk: Desk, by: str, path: str, **body: object) -> tuple[int, str]:
    answer = await desk.ask(by, "POST", path, json=body or None)
    return answer.status_code, answer.json()["code"]


async def test_nothing_passes_while_it_is_paused(desk: Desk, work: Work) -> None:
    ticket = await under_way(desk, work)
    before = (await desk.clocks(ticket))["resolution"]
    path = f"/tickets/{ticket}/pauses"
    told = await desk.told("micro_grid_worker", "POST", path, json=PARTS)
    assert told["clocks"][-1]["state"] == "paused"
    assert told["clocks"][-1]["says"].startswith("等待材料或配件，暂停计时，最迟")
    pushed = instant(told["due_at"]) - instant(before["due_at"])
    assert minutes(999) < pushed <= minutes(1000), "as it is, if nobody resumes it"
    seen = await desk.clocks(ticket)
    assert seen["pauses"][0]["note"] == "等灯具到货"
    assert seen["pauses"][0]["resumed_at"] is None
    assert await refused(desk, "micro_grid_worker", path, **PARTS) == (409, "paused_already")

    over = await desk.told("community_worker", "POST", f"/tickets/{ticket}/resumption")
    assert over["clocks"][-1]["state"] == "running"
    paused = over["pauses"][0]
    lasted = instant(paused["resumed_at"]) - instant(paused["paused_at"])
    due = instant(over["due_at"]) - instant(before["due_at"])
    assert abs(due - lasted) < minutes(0.001)
    again = await refused(desk, "community_worker", f"/tickets/{ticket}/resumption")
    assert again == (409, "not_paused")


async def test_who_may_pause_and_when(desk: Desk, work: Work) -> None:
    await desk.rule(policy(pause=100))
    ticket = await desk.file()
    path = f"/tickets/{ticket}/pauses"
    assert await refused(desk, "community_worker", path, **PARTS) == (409, "not_under_way")
    await desk.accept(ticket)
    await desk.assign(ticket, "general_grid_worker")
    assert await refused(desk, "micro_grid_worker", path, **PARTS) == (403, "not_your_task")
    assert (await refused(desk, "resident", path, **PARTS))[0] == 403
    assert (await refused(desk, "far_community_worker", path, **PARTS))[0] == 404
    for until in (utc_now() + minutes(101), utc_now() - minutes(1)):
        body = {**PARTS, "until": until.isoformat()}
        answer = await refused(desk, "general_grid_worker", path, **body)
        assert answer == (409, "pause_too_long")
    body = {**PARTS, "until": (utc_now() + minutes(30)).isoformat()}
    told = await desk.told("general_grid_worker", "POST", path, json=body)
    assert instant(told["pauses"][0]["until"]) <= utc_now() + minutes(30)


async def test_all_pauses_together_have_an_end(desk: Desk, work: Work, parts: Parts) -> None:
    await desk.rule(policy(pause=0))
    ticket = await desk.file()
    await desk.accept(ticket)
    path = f"/tickets/{ticket}/pauses"
    assert await refused(desk, "community_worker", path, **PARTS) == (409, "pause_too_long")


async def test_it_goes_on_by_itself(desk: Desk, work: Work, parts: Parts) -> None:
    ticket = await under_way(desk, work)
    path = f"/tickets/{ticket}/pauses"
    until = (utc_now() + minutes(30)).replace(microsecond=0)
    body = {**PARTS, "until": until.isoformat()}
    before = await desk.told("micro_grid_worker", "POST", path, json=body)
    await parts.get(Worker).drain(until + minutes(400))
    clocks = await desk.clocks(ticket)
    assert instant(clocks["pauses"][0]["resumed_at"]) == until, "however late somebody looked"
    assert clocks["due_at"] == before["due_at"]
    messages = await desk.told("micro_grid_worker", "GET", "/me/messages")
    assert "诉求恢复计时" in [each["title"] for each in messages["items"]]
    told = await desk.told("resident", "GET", "/me/messages")
    assert "诉求暂停计时" in [each["title"] for each in told["items"]]


async def test_the_resident_speaks(desk: Desk, work: Work) -> None:
    ticket = await under_way(desk, work)
    pauses = f"/tickets/{ticket}/pauses"
    await desk.told("micro_grid_worker", "POST", pauses, json={"reason": "resident"})
    await work()
    assert (await desk.clocks(ticket))["resolution"]["state"] == "paused"
    await say(desk, "resident", ticket)
    await work()
    clocks = await desk.clocks(ticket)
    assert clocks["resolution"]["state"] == "running"
    assert clocks["next_response"]["state"] == "running"
    assert clocks["due_at"] == clocks["next_response"]["due_at"]
    await say(desk, "micro_grid_worker", ticket)
    await work()
    clocks = await desk.clocks(ticket)
    assert clocks["next_response"]["state"] == "met"
    assert clocks["due_at"] == clocks["resolution"]["due_at"]


async def test_an_end_ends_the_pause(desk: Desk, work: Work) -> None:
    ticket = await under_way(desk, work)
    path = f"/tickets/{ticket}/pauses"
    await desk.told("micro_grid_worker", "POST", path, json=PARTS)
    await desk.settle(ticket, "micro_grid_worker")
    await work()
    assert await refused(desk, "community_worker", f"/tickets/{ticket}/resumption") == (
        409,
        "not_paused",
    )
    clocks = await desk.clocks(ticket)
    assert clocks["pauses"][0]["resumed_at"] == clocks["resolution"]["stopped_at"]
    assert clocks["resolution"]["state"] == "met"
