"""Many hazards put right together."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.features.hazards.rounds import ABOVE, NO_BREAKER, OVERLOADED, STAFF, Rounds
from tests.features.patrols.field import DWELLING, SOUND, photo_of

NEXT_DOOR = f"{HOME}-c1-b1-u1-d102"
BOTH = SOUND | {"wiring": ["overloaded", "no_breaker"]}


def draft(rounds: Rounds, **changes: Any) -> dict[str, Any]:
    day = china_date(utc_now())
    return {
        "title": "线路集中整改",
        "firm_name": "供电公司",
        "notice": "请留人在家",
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=6)).isoformat(),
        "all_of": {
            "compound_id": str(rounds.cast.places[f"{HOME}-c1"]),
            "form_key": "household_safety",
            "field": "wiring",
        },
        **changes,
    }


async def scheduled(rounds: Rounds, **changes: Any) -> Any:
    body = draft(rounds, **changes)
    return await rounds.ask(STAFF, "POST", "/rectification-batches", json=body)


async def recorded(rounds: Rounds, batch: dict[str, Any], *results: dict[str, Any]) -> Any:
    path = f"/rectification-batches/{batch['id']}/results"
    return await rounds.ask(STAFF, "POST", path, json={"results": list(results)})


async def test_three_doors_with_three_outcomes(
    rounds: Rounds, work: Work, session: AsyncSession
) -> None:
    tickets = [(await rounds.seen(BOTH, at=at))["ticket_id"] for at in (DWELLING, NEXT_DOOR, ABOVE)]
    batch = (await scheduled(rounds)).json()
    assert (batch["waiting"], batch["place_name"]) == (6, "东苑")
    told = select(func.count()).where(Event.name == "rectification_planned")
    assert await session.scalar(told) == 3, "each ticket once, for its two hazards"
    accepting = select(func.count()).where(StepLog.step == "accept")
    assert await session.scalar(accepting) == 3
    path = f"/rectification-batches/{batch['id']}/items"
    items = (await rounds.got(STAFF, path))["items"]
    by_door: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        by_door.setdefault(item["place_id"], []).append(item)
    assert all(len({item["visit_on"] for item in door}) == 1 for door in by_door.values())
    first, second, third = (
        by_door[str(rounds.cast.places[at])] for at in (DWELLING, NEXT_DOOR, ABOVE)
    )
    photo = await photo_of(session, rounds.cast.people[STAFF])
    done = [
        {"hazard_id": first[0]["hazard_id"], "outcome": "done", "photo_ids": [photo]},
        {"hazard_id": first[1]["hazard_id"], "outcome": "done"},
        {"hazard_id": second[0]["hazard_id"], "outcome": "done"},
        {"hazard_id": second[1]["hazard_id"], "outcome": "refused", "note": "住户不同意"},
        {"hazard_id": third[0]["hazard_id"], "outcome": "nobody_home"},
    ]
    for _ in range(2):
        answer = await recorded(rounds, batch, *done)
        assert answer.status_code == 200, answer.text
    assert {key: answer.json()[key] for key in ("done", "refused", "nobody_home", "waiting")} == {
        "done": 3,
        "refused": 1,
        "nobody_home": 1,
        "waiting": 1,
    }
    await work()
    states = [(await rounds.got(STAFF, f"/tickets/{each}"))["state"] for each in tickets]
    assert states == ["settled", "accepted", "accepted"], "settled where nothing is left of it"
    shown = (await rounds.got(STAFF, path))["items"]
    assert [len(item["photos"]) for item in shown if item["hazard_id"] == done[0]["hazard_id"]] == [
        1
    ]
    assert len(await rounds.hazards(state="rectified")) == 3
    assert len(await rounds.hazards(state="rectifying")) == 3
    ended = await rounds.ask(STAFF, "POST", f"/rectification-batches/{batch['id']}/ending")
    assert (ended.json()["left_out"], ended.json()["ended_at"] is None) == (1, False)
    again = (await scheduled(rounds)).json()
    assert again["waiting"] == 3, "what is left is there for the next one"


async def test_what_cannot_be_in_a_batch(rounds: Rounds) -> None:
    await rounds.seen(OVERLOADED)
    (mine,) = await rounds.hazards()
    ids = {"hazard_ids": [mine["id"]], "all_of": None}
    yesterday = (china_date(utc_now()) - timedelta(days=1)).isoformat()
    for changes in (
        {"hazard_ids": [mine["id"]]},
        {"all_of": None},
        {"firm_name": None},
        {"starts_on": yesterday},
        {"organisation_id": mine["id"]},
        {"organisation_id": mine["id"], "firm_name": None},
    ):
        answer = await scheduled(rounds, **changes)
        assert (answer.status_code, answer.json()["code"]) == (422, "batch_unclear"), changes
    twice = await scheduled(rounds, hazard_ids=[mine["id"]] * 2, all_of=None)
    assert twice.json()["errors"][0]["pointer"] == "/hazard_ids/1"
    elsewhere = {
        "compound_id": str(rounds.cast.places[f"{NEIGHBOUR}-c1"]),
        "form_key": "household_safety",
        "field": "wiring",
    }
    assert (await scheduled(rounds, all_of=elsewhere)).json()["code"] == "nothing_to_rectify"
    batch = (await scheduled(rounds, **ids)).json()
    assert (await scheduled(rounds, **ids)).json()["code"] == "hazards_unfit", "it is in one"
    result = {"hazard_id": mine["id"], "outcome": "done"}
    assert (await recorded(rounds, batch, result, result)).json()["code"] == "results_unfit"
    left_out = result | {"outcome": "left_out"}
    assert (await recorded(rounds, batch, left_out)).json()["code"] == "results_unfit"
    assert (await recorded(rounds, batch, result)).json()["ended_at"] is not None
    other = result | {"outcome": "refused"}
    assert (await recorded(rounds, batch, other)).json()["code"] == "visit_recorded"
    assert (await recorded(rounds, batch, result)).status_code == 200


async def test_whoever_recorded_it_as_done_does_not_pass_it(rounds: Rounds, work: Work) -> None:
    await rounds.seen(NO_BREAKER)
    batch = (await scheduled(rounds)).json()
    (hazard,) = await rounds.hazards()
    await recorded(rounds, batch, {"hazard_id": hazard["id"], "outcome": "done"})
    await work()
    assert (await rounds.only())["state"] == "rectified", "a settlement closes nothing"
    await rounds.seen(SOUND)
    assert (await rounds.only())["state"] == "closed"
