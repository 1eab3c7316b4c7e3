"""From being found to being seen to be gone, in whatever order things are told."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.hazards.models import Hazard
from shequ_api.features.tickets.models import Ticket
from tests.clocks import Work
from tests.features.hazards.rounds import ABOVE, OVERLOADED, STAFF, Rounds
from tests.features.patrols.field import NOBODY, SOUND

NEXT = "general_grid_worker"


def steps(hazard: dict[str, Any]) -> list[str]:
    return [step["step"] for step in hazard["trail"]]


async def tickets(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(Ticket)) or 0)


async def rectified(rounds: Rounds, work: Work, who: str = STAFF) -> dict[str, Any]:
    """A major hazard at a door, put right."""
    ticket_id = (await rounds.seen(OVERLOADED))["ticket_id"]
    await rounds.settled(ticket_id, who)
    await work()
    return await rounds.only()


async def test_only_somebody_else_passes_what_was_put_right(rounds: Rounds, work: Work) -> None:
    ticket_id = (await rounds.seen(OVERLOADED))["ticket_id"]
    assert (await rounds.only())["state"] == "found"
    await rounds.accepted(ticket_id)
    await work()
    assert (await rounds.only())["state"] == "rectifying"
    await rounds.settled(ticket_id, "micro_grid_worker")
    await work()
    hazard = await rounds.only()
    assert (hazard["state"], hazard["ticket_id"]) == ("rectified", ticket_id)
    assert [each["id"] for each in await rounds.hazards(NEXT, view="to_reinspect")] == [
        hazard["id"]
    ]
    assert await rounds.hazards("micro_grid_worker", view="to_reinspect") == []
    rating = {"score": 1, "comment": "没有修好"}
    path = f"/tickets/{ticket_id}/ratings/mine"
    rated = await rounds.ask("micro_grid_worker", "PUT", path, json=rating)
    assert rated.status_code == 200, rated.text
    await work()
    await rounds.seen(SOUND)
    await rounds.seen(NOBODY, NEXT)
    assert (await rounds.only())["state"] == "rectified", "their own work, and a shut door"
    passed = await rounds.seen(SOUND, NEXT)
    hazard = await rounds.only()
    assert (hazard["state"], passed["ticket_id"]) == ("closed", None)
    assert steps(hazard) == ["find", "begin", "rectify", "pass"]
    assert [look["there"] for look in hazard["findings"]] == [False, False, True]


async def test_what_does_not_pass_is_put_right_again(
    rounds: Rounds, work: Work, session: AsyncSession
) -> None:
    first = await rectified(rounds, work)
    failed = await rounds.seen(OVERLOADED, NEXT)
    hazard = await rounds.only()
    assert (hazard["id"], hazard["state"], hazard["round"]) == (first["id"], "rectifying", 2)
    assert hazard["ticket_id"] == failed["ticket_id"] != first["ticket_id"]
    assert await tickets(session) == 2
    await rounds.settled(failed["ticket_id"])
    await work()
    await rounds.seen(SOUND, NEXT)
    hazard = await rounds.only()
    assert steps(hazard) == ["find", "rectify", "fail", "rectify", "pass"]
    again = await rounds.seen(OVERLOADED)
    assert again["ticket_id"] not in {first["ticket_id"], failed["ticket_id"]}
    assert len(await rounds.hazards()) == 2, "found anew, it is another"


async def test_found_again_it_joins(rounds: Rounds, session: AsyncSession) -> None:
    first = await rounds.seen(OVERLOADED)
    second = await rounds.seen(OVERLOADED | {"note": "又看到"}, NEXT)
    assert first["ticket_id"] == second["ticket_id"]
    worse = await rounds.seen(SOUND | {"wiring": ["overloaded", "exposed"]})
    await rounds.seen(OVERLOADED, at=ABOVE)
    assert await tickets(session) == 3, "the worse one, and another door's"
    assert len(await rounds.hazards()) == 3
    view = await rounds.got(STAFF, f"/inspections/{worse['id']}")
    assert {(each["level"], each["state"]) for each in view["hazards"]} == {
        ("major", "found"),
        ("critical", "found"),
    }


async def test_what_nobody_settled_needs_two_to_be_gone(rounds: Rounds) -> None:
    await rounds.seen(OVERLOADED)
    await rounds.seen(SOUND)
    hazard = await rounds.only()
    assert (hazard["state"], steps(hazard)) == ("rectified", ["find", "rectify"])
    await rounds.seen(SOUND)
    assert (await rounds.only())["state"] == "rectified"
    await rounds.seen(SOUND, NEXT)
    assert (await rounds.only())["state"] == "closed"


async def test_an_inspection_that_came_before_the_news_of_the_work(
    rounds: Rounds, work: Work
) -> None:
    """Settled, and looked at before any worker of ours heard of it: it counts."""
    ticket_id = (await rounds.seen(OVERLOADED))["ticket_id"]
    await rounds.settled(ticket_id)
    await rounds.seen(SOUND)
    assert (await rounds.only())["state"] == "closed"
    await work()
    hazard = await rounds.only()
    assert (hazard["state"], steps(hazard)) == ("closed", ["find", "rectify", "pass"])
    mine = await rounds.got("micro_grid_worker", "/me/patrol-tasks")
    assert mine["items"] == [], "nobody need look again"


async def test_the_task_of_looking_again_lasts_and_is_done_by_the_inspection(
    rounds: Rounds, work: Work
) -> None:
    hazard = await rectified(rounds, work)
    (task,) = (await rounds.got("micro_grid_worker", "/me/patrol-tasks"))["items"]
    assert (task["source_kind"], task["source_id"]) == ("reinspection", hazard["id"])
    assert (task["plan_id"], task["closes_at"]) == (None, hazard["due_at"])
    later = {"on": task["due_on"]}
    (again,) = (await rounds.got("micro_grid_worker", "/me/patrol-tasks", **later))["items"]
    assert again["id"] == task["id"]
    assert (await rounds.got(STAFF, "/patrol-tallies"))["items"] == []
    await rounds.seen(SOUND)
    await work()
    path = f"/patrol-tasks/{task['id']}"
    assert (await rounds.got("micro_grid_worker", path))["state"] == "completed"


async def test_a_dropped_ticket_leaves_a_need(
    rounds: Rounds, work: Work, session: AsyncSession
) -> None:
    ticket_id = (await rounds.seen(OVERLOADED))["ticket_id"]
    why = {"reason": "填错了"}
    path = f"/tickets/{ticket_id}/withdrawal"
    answer = await rounds.ask("micro_grid_worker", "POST", path, json=why)
    assert answer.status_code == 200, answer.text
    await work()
    hazard = await rounds.only()
    assert (hazard["state"], hazard["ticket_id"]) == ("found", None)
    (needing,) = await rounds.hazards(view="needs_ticket")
    path = f"/hazards/{needing['id']}/ticket"
    refiled = await rounds.ask(STAFF, "POST", path, json={"note": "请尽快"})
    assert refiled.status_code == 201, refiled.text
    assert refiled.json()["ticket_id"] not in {None, ticket_id}
    assert (await rounds.ask(STAFF, "POST", path, json={})).json()["code"] == (
        "hazard_ticket_under_way"
    )
    await rounds.settled(refiled.json()["ticket_id"])
    await work()
    assert (await rounds.only())["state"] == "rectified"


async def test_a_late_phone_neither_passes_nor_fails_what_came_after(
    rounds: Rounds, work: Work, session: AsyncSession
) -> None:
    """Filled in before the work, received after it."""
    await rectified(rounds, work)
    before = await rounds.body(SOUND)
    assert (await rounds.send(before, who=NEXT)).status_code == 201
    still = await rounds.body(OVERLOADED)
    assert (await rounds.send(still, who=NEXT)).status_code == 201
    hazard = await rounds.only()
    assert (hazard["state"], hazard["round"]) == ("rectified", 1)
    await rounds.seen(SOUND, NEXT)
    assert (await rounds.only())["state"] == "closed"
    await rounds.send(await rounds.body(OVERLOADED), who=NEXT)
    assert (await rounds.only())["state"] == "closed", "seen before it was seen to be gone"
    assert await tickets(session) == 1


async def test_a_form_that_words_it_otherwise_means_the_same(
    rounds: Rounds, session: AsyncSession
) -> None:
    first = await rounds.seen(OVERLOADED)
    await session.execute(update(Hazard).values(text="从前的说法"))
    await session.commit()
    assert (await rounds.seen(OVERLOADED))["ticket_id"] == first["ticket_id"]
    assert (await rounds.only())["text"] == "从前的说法"
