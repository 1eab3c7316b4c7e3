"""The task of looking again, asked for in the very moment in which somebody looks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.features.hazards.rounds import Rounds
from tests.features.patrols.field import SOUND
from tests.pausing import done_or_waiting, held_before

TWO_KINDS = SOUND | {"wiring": ["overloaded", "no_breaker"]}
NEXT = "general_grid_worker"
LOOKS_FOR_A_TASK = "SELECT EXISTS (SELECT * FROM patrol_tasks"
MAKES_A_TASK = "INSERT INTO patrol_tasks"


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Of one test each."""
    async with opened(server, template, "looking_again") as parts:
        yield parts


@pytest.fixture
async def rounds(open_parts: Parts) -> AsyncIterator[Rounds]:
    """Those whose requests commit side by side."""
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Rounds(client, await Cast.found(open_parts))


async def hazards_and_tasks(parts: Parts) -> tuple[list[str], list[str]]:
    """The states of both, in the order in which they were made."""
    async with parts.get(Database).sessions() as session:
        hazards = await session.scalars(select(Hazard.state).order_by(Hazard.id))
        tasks = await session.scalars(select(PatrolTask.state).order_by(PatrolTask.opens_at))
        return list(hazards), list(tasks)


async def test_a_second_task_is_not_made_for_what_is_being_seen(
    rounds: Rounds, open_parts: Parts
) -> None:
    """Two hazards of one door were put right. A task is made for the first; the second one is read
    as waiting; the inspection comes, and completes the task; only then is looked for a task."""
    await rounds.settled((await rounds.seen(TWO_KINDS))["ticket_id"])
    worker, registry = open_parts.get(Worker), open_parts.get(Registry)
    while await hazards_and_tasks(open_parts) != (["rectified"] * 2, ["ready"]):
        assert await worker.step(utc_now())
    async with held_before(open_parts, LOOKS_FOR_A_TASK) as pause:
        asking = asyncio.create_task(worker.drain(utc_now()))
        await pause.stands()
        await rounds.seen(SOUND, NEXT)
        other = Worker(open_parts.get(Database), registry.hearing)
        completing = asyncio.create_task(other.drain(utc_now()))
        await done_or_waiting(open_parts, completing)
        pause.over.set()
        await asyncio.gather(asking, completing)
    await worker.drain(utc_now())
    assert await hazards_and_tasks(open_parts) == (["closed"] * 2, ["completed"])


async def test_what_is_asked_for_too_late_is_asked_for_no_more(
    rounds: Rounds, open_parts: Parts
) -> None:
    """The inspection was on its way before anybody set to work on the task, and is there before the
    task is: it was made before the task's window begins."""
    await rounds.settled((await rounds.seen(TWO_KINDS))["ticket_id"])
    worker = open_parts.get(Worker)
    async with held_before(open_parts, MAKES_A_TASK) as pause:
        asking = asyncio.create_task(worker.drain(utc_now() + timedelta(minutes=1)))
        await pause.stands()
        await rounds.seen(SOUND, NEXT)
        pause.over.set()
        await asking
    await worker.drain(utc_now() + timedelta(minutes=1))
    hazards, tasks = await hazards_and_tasks(open_parts)
    assert (hazards, tasks) == (["closed"] * 2, ["cancelled"])
