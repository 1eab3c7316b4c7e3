"""Several phones and several workers at one dwelling, committed, over several connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app
from shequ_api.base.access.walls import enter_district
from shequ_api.base.register.models import Entry, RegisterFact
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import StatementOutcome
from shequ_api.features.register_answers.service.settling import settle
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.register.conftest import HOUSE
from tests.features.register_answers.conftest import (
    BOTTLED,
    GAS,
    NO_GAS,
    REVIEWER,
    WORKER,
    Listening,
)
from tests.features.register_answers.test_newcomers import NEWCOMER


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "answer_races") as parts:
        yield parts


@pytest.fixture
async def listening(open_parts: Parts) -> AsyncIterator[Listening]:
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Listening(client, await Cast.found(open_parts), None)


async def settled(parts: Parts, *inspections: str) -> None:
    """Each in a transaction of its own, all at once."""

    async def alone(inspection: str) -> None:
        async with parts.get(Database).sessions() as session, session.begin():
            await settle(session, UUID(inspection), now=utc_now())

    await asyncio.gather(*(alone(each) for each in inspections))


async def counted(parts: Parts, listening: Listening) -> dict[str, int]:
    """Outcome → how many statements; and live facts of the dwelling and entries there."""
    place_id = UUID(listening.door.place(HOUSE))
    async with parts.get(Database).sessions() as session, session.begin():
        await enter_district(session, listening.cast.places["510108000000"])
        rows = await session.execute(
            select(Statement.outcome, func.count()).group_by(Statement.outcome)
        )
        found = {str(outcome): count for outcome, count in rows}
        for name, model in (("facts", RegisterFact), ("entries", Entry)):
            live = (model.place_id == place_id, model.ended_at.is_(None))
            count = select(func.count()).select_from(model).where(*live)
            found[name] = await session.scalar(count) or 0
        return found


async def test_one_told_by_many_workers_is_told_once(
    open_parts: Parts, listening: Listening
) -> None:
    inspection = await listening.inspect(GAS)
    await settled(open_parts, *[inspection] * 8)
    assert await counted(open_parts, listening) == {
        StatementOutcome.NEW: 4,
        "facts": 4,
        "entries": 0,
    }


async def test_of_workers_at_one_door_each_is_heard(
    open_parts: Parts, listening: Listening
) -> None:
    """Three words about one fact, seen one after another: one stands, and each is accounted for."""
    early = utc_now() - timedelta(hours=3)
    told = [
        await listening.inspect(answers, filled_at=(early + timedelta(hours=n)).isoformat())
        for n, answers in enumerate((GAS, BOTTLED, NO_GAS))
    ]
    for _ in range(3):
        await settled(open_parts, *told)
    facts = await listening.facts()
    found = await counted(open_parts, listening)
    assert found["facts"] == 4
    # Whoever comes later in time replaces; whoever comes too late waits for a person.
    about_gas = await listening.conflicts(outcome="conflict")
    waiting = {conflict["said"] for conflict in about_gas if conflict["key"] == "gas_supply"}
    assert facts["gas_supply"] not in waiting
    assert "none" not in waiting, "the last one seen is never overruled by earlier ones"
    assert facts["gas_supply"] == "none"


async def test_one_newcomer_in_two_forms_is_one_entry(
    open_parts: Parts, listening: Listening
) -> None:
    answers = {"visit_result": "entered", "residents": [NEWCOMER]}
    told = [
        await listening.inspect(answers, form="home_visit", who=who)
        for who in (WORKER, REVIEWER, WORKER, REVIEWER)
    ]
    await settled(open_parts, *told)
    assert (await counted(open_parts, listening))["entries"] == 1


@pytest.mark.parametrize("decision", ["rejected", "has_issues"])
async def test_a_rejection_while_it_is_told_wins(
    open_parts: Parts, listening: Listening, decision: str
) -> None:
    inspection = await listening.inspect(GAS)
    await listening.field.got(REVIEWER, f"/inspections/{inspection}")  # signs in
    word = {"decision": decision, "note": "没有去过"}
    said, _ = await asyncio.gather(
        listening.field.review(inspection, **word), settled(open_parts, *[inspection] * 4)
    )
    assert said.status_code == 200, said.text
    await settled(open_parts, inspection)  # as the fact of it makes somebody do
    assert await listening.facts() == {}


async def test_a_decision_while_the_inspection_falls(
    open_parts: Parts, listening: Listening
) -> None:
    """Taken and then fallen, or fallen and then over: in the end nothing of it is left."""
    await listening.put("gas_supply", "none", source="police")
    inspection = await listening.inspect(GAS, filled_at=utc_now().isoformat())
    await settled(open_parts, inspection)
    [conflict] = await listening.conflicts()
    path = f"/register/conflicts/{conflict['id']}/decision"
    body = {"decision": "take", "force": True}
    word = {"decision": "rejected", "note": "没有去过"}
    decided, said, _ = await asyncio.gather(
        listening.door.ask(REVIEWER, "PUT", path, json=body),
        listening.field.review(inspection, "community_worker", **word),
        settled(open_parts, inspection),
    )
    assert said.status_code == 200, said.text
    assert decided.status_code in {200, 404, 409}, decided.text
    await settled(open_parts, inspection)
    assert await listening.facts() == {"gas_supply": "none"}
    fact = await listening.fact("gas_supply")
    assert fact is not None
    assert fact["source"] == "police"


async def test_a_direct_change_while_it_is_told(open_parts: Parts, listening: Listening) -> None:
    path = f"/register/dwellings/{listening.door.place(HOUSE)}/facts/gas_supply"
    inspection = await listening.inspect(GAS)
    answers = await asyncio.gather(
        *(listening.door.ask(WORKER, "PUT", path, json={"value": "none"}) for _ in range(3)),
        *(settled(open_parts, inspection) for _ in range(3)),
    )
    assert {answer.status_code for answer in answers if answer is not None} == {200}
    found = await counted(open_parts, listening)
    assert found["facts"] == 4
    # Seen days ago: what was said today stands, whoever came first.
    assert (await listening.facts())["gas_supply"] == "none"


async def test_nothing_of_it_is_nobodys(open_parts: Parts, listening: Listening) -> None:
    """The second wall: out of scope there is no statement, and none is taken."""
    await settled(open_parts, await listening.inspect(GAS))
    async with open_parts.get(Database).sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Statement)) == 0
    async with open_parts.get(Database).sessions() as session, session.begin():
        await enter_district(session, new_id())
        assert await session.scalar(select(func.count()).select_from(Statement)) == 0
