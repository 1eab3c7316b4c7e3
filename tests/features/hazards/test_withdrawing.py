"""What an inspection said and says no longer."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Ticket
from tests.clocks import Work
from tests.features.hazards.rounds import OVERLOADED, STAFF, Rounds
from tests.features.hazards.test_lifecycle import NEXT, rectified, steps, tickets
from tests.features.patrols.field import SOUND


async def edit(rounds: Rounds, inspection_id: str, number: int, answers: object) -> None:
    body = {"answers": answers, "reason": "更正"}
    path = f"/inspections/{inspection_id}/edits/{number}"
    answer = await rounds.ask("micro_grid_worker", "PUT", path, json=body)
    assert answer.status_code == 201, answer.text


async def test_deleted_it_is_void_unless_another_found_it_too(rounds: Rounds) -> None:
    first, second = await rounds.seen(OVERLOADED), await rounds.seen(OVERLOADED, NEXT)
    assert (await rounds.delete(first["id"])).status_code == 200
    assert (await rounds.only())["state"] == "found"
    word = {"decision": "rejected", "note": "照片不符"}
    path = f"/inspections/{second['id']}/review"
    assert (await rounds.ask(STAFF, "PUT", path, json=word)).status_code == 200
    hazard = await rounds.only()
    assert (hazard["state"], steps(hazard)) == ("void", ["find", "void"])
    assert {look["withdrawn_at"] is None for look in hazard["findings"]} == {False}
    third = await rounds.seen(OVERLOADED)
    assert third["ticket_id"] != first["ticket_id"], "found anew"


async def test_what_a_deleted_one_passed_is_looked_at_again(rounds: Rounds, work: Work) -> None:
    await rectified(rounds, work)
    passed = await rounds.seen(SOUND, NEXT)
    assert (await rounds.only())["state"] == "closed"
    assert (await rounds.delete(passed["id"])).status_code == 200
    hazard = await rounds.only()
    assert (hazard["state"], steps(hazard)[-2:]) == ("rectified", ["pass", "reopen"])
    await work()
    ready = {"state": "ready"}
    (task,) = (await rounds.got("micro_grid_worker", "/me/patrol-tasks", **ready))["items"]
    assert task["source_id"] == hazard["id"]


async def test_a_word_that_was_all_there_was_is_taken_back(rounds: Rounds) -> None:
    await rounds.seen(OVERLOADED)
    gone = await rounds.seen(SOUND)
    assert (await rounds.only())["state"] == "rectified"
    await edit(rounds, gone["id"], 2, OVERLOADED)
    hazard = await rounds.only()
    assert (hazard["state"], hazard["rectified_at"]) == ("rectifying", None)


async def test_edits_take_back_and_say_again(rounds: Rounds, session: AsyncSession) -> None:
    sent = await rounds.seen(OVERLOADED)
    await edit(rounds, sent["id"], 2, SOUND)
    assert (await rounds.only())["state"] == "void"
    await edit(rounds, sent["id"], 3, OVERLOADED | {"note": "确有私拉乱接"})
    hazard = await rounds.only()
    assert (hazard["state"], hazard["ticket_id"]) == ("found", sent["ticket_id"])
    assert steps(hazard) == ["find", "void", "revive"]
    await edit(rounds, sent["id"], 4, SOUND | {"wiring": ["overloaded", "exposed"]})
    assert len(await rounds.hazards()) == 2
    assert await tickets(session) == 2, "for the one that is new"
    sources = select(func.count(Ticket.source_id.distinct())).select_from(Ticket)
    assert await session.scalar(sources) == 2


async def test_whoever_settled_does_not_pass_by_an_edit(rounds: Rounds, work: Work) -> None:
    await rectified(rounds, work)
    failed = await rounds.seen(OVERLOADED, NEXT)
    await rounds.settled(failed["ticket_id"])
    await work()
    seen = await rounds.seen(OVERLOADED | {"note": "还在"})
    body = {"answers": SOUND, "reason": "已经修好了"}
    path = f"/inspections/{seen['id']}/edits/2"
    assert (await rounds.ask(STAFF, "PUT", path, json=body)).status_code == 201
    assert (await rounds.only())["state"] != "closed"
