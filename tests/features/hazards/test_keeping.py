"""Lists, what is late, and two at once."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.service.escalating import escalate_overdue
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME
from tests.features.hazards.rounds import (
    EXPOSED,
    NO_BREAKER,
    OVERLOADED,
    STAFF,
    Rounds,
)
from tests.features.patrols.field import DWELLING, SOUND


async def test_what_is_late_goes_up_once(rounds: Rounds, session: AsyncSession) -> None:
    for answers in (EXPOSED, OVERLOADED, NO_BREAKER):
        await rounds.seen(answers)
    (critical,) = await rounds.hazards("subdistrict_administrator", escalated_to="subdistrict")
    assert critical["level"] == "critical", "at once"
    assert await rounds.hazards(view="overdue") == []
    await session.execute(update(Hazard).values(due_at=utc_now() - timedelta(minutes=1)))
    for _ in range(2):
        await escalate_overdue(session, utc_now())
    await session.commit()
    late = await rounds.hazards(view="overdue")
    assert {(each["level"], each["escalated_to"]) for each in late} == {
        ("critical", "subdistrict"),
        ("major", "subdistrict"),
        ("general", "community"),
    }
    told = select(func.count()).where(Event.name == "hazard_escalated")
    assert await session.scalar(told) == 3
    counts = (await rounds.got(STAFF, "/hazard-counts"))["items"]
    assert [(each["level"], each["found"], each["overdue"]) for each in counts] == [
        ("critical", 0, 1),
        ("general", 1, 1),
        ("major", 0, 1),
    ], "what is no longer raised was said to be gone"


async def test_a_scope_sees_its_own(rounds: Rounds) -> None:
    await rounds.seen(OVERLOADED)
    (hazard,) = await rounds.hazards("micro_grid_worker")
    assert await rounds.hazards("next_micro_worker") == []
    assert await rounds.hazards("far_community_worker") == []
    path = f"/hazards/{hazard['id']}"
    assert (await rounds.ask("far_community_worker", "GET", path)).status_code == 404
    assert (await rounds.ask("resident", "GET", "/hazards")).status_code == 403
    narrow = {"field": "wiring", "level": "major", "form_key": "household_safety"}
    at = str(rounds.cast.places[DWELLING])
    assert len(await rounds.hazards(place_id=at, **narrow)) == 1
    assert await rounds.hazards(level="general") == []


async def test_two_workers_find_it_at_once(open_rounds: Rounds, open_parts: Parts) -> None:
    """On connections of their own, each with several doors, in opposite orders."""
    doors = [f"{HOME}-c1-b1-u1-d{number}" for number in (101, 102, 201, 202)]
    bodies = [
        await open_rounds.body(OVERLOADED, place_id=str(open_rounds.cast.places[door]))
        for door in doors
    ]
    sent = [
        open_rounds.send(body, who=who)
        for who, order in (
            ("micro_grid_worker", bodies),
            ("general_grid_worker", bodies[::-1]),
            ("micro_grid_worker", bodies),
        )
        for body in order
    ]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]
    async with open_parts.get(Database).sessions() as session:
        counted = [await session.scalar(select(func.count(each.id))) for each in (Hazard, Ticket)]
    assert counted == [4, 4]


async def test_a_reinspection_and_a_settlement_at_once(
    open_rounds: Rounds, open_parts: Parts
) -> None:
    """Whatever comes first, nobody is told twice, and nothing is closed unseen."""
    door = f"{HOME}-c2-b1-u1-d101"
    place_id = str(open_rounds.cast.places[door])
    who = "next_general_worker"
    found = await open_rounds.inspected(OVERLOADED, who, place_id=place_id)
    await open_rounds.accepted(found["ticket_id"])
    now = utc_now().isoformat()
    body = await open_rounds.body(SOUND, place_id=place_id, filled_at=now)
    await asyncio.gather(
        open_rounds.settled(found["ticket_id"]),
        *(open_rounds.send(body, who=who) for _ in range(3)),
    )
    async with open_parts.get(Database).sessions() as session:
        of_door = Hazard.place_id == open_rounds.cast.places[door]
        hazard = (await session.scalars(select(Hazard).where(of_door))).one()
    assert hazard.state in {"rectified", "closed"}
    assert (hazard.state == "closed") == (hazard.rectified_by_id != open_rounds.cast.people[who])
