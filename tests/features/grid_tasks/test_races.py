"""Over several connections: the last two doors at once, two workers of ours, and one that dies."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event, Job
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.grid_assignments.events import GridAssignmentDue
from shequ_api.features.grid_assignments.service import making
from shequ_api.features.grid_tasks.models import GridGoal, GridTaskVisit
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.task_admission.models import AssignedTask
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.features.grid_tasks.whole import DOORS, WORKER, Whole

TIMES = 4


async def _all_workers(parts: Parts) -> None:
    """Four workers of ours at once, until nothing is left to do."""
    hearing = parts.get(Registry).hearing
    database = parts.get(Database)
    for _ in range(TIMES):
        workers = [Worker(database, hearing) for _ in range(4)]
        await asyncio.gather(*(worker.drain(utc_now()) for worker in workers))


async def _task(session: AsyncSession, whole: Whole) -> PatrolTask:
    of_grid = select(PatrolTask).join(GridGoal, GridGoal.task_id == PatrolTask.id)
    grid_id = whole.cast.places[f"{DOORS[0].rsplit('-c1', 1)[0]}-m01"]
    return (await session.scalars(of_grid.where(GridGoal.grid_id == grid_id))).one()


async def test_the_last_two_doors_at_once_are_counted_and_complete_it_once(
    open_whole: Whole, open_parts: Parts
) -> None:
    """The holder and who stands above them, each with some doors, some of them the same; then two
    are deleted while others come in."""
    await open_whole.department()
    await open_whole.given(await open_whole.type_of())
    await _all_workers(open_parts)
    sent = await asyncio.gather(
        open_whole.visited(DOORS[0], DOORS[2], DOORS[3]),
        open_whole.visited(DOORS[1], DOORS[3], DOORS[0], who="general_grid_worker"),
    )
    await _all_workers(open_parts)
    async with open_parts.get(Database).sessions() as session:
        task = await _task(session, open_whole)
        told = select(func.count()).where(Event.name == "patrol_task_completed")
        assert (task.state, task.reached, task.target) == ("completed", 4, 4)
        assert await session.scalar(told) == 1
    await asyncio.gather(
        open_whole.deleted(sent[0][0]),
        open_whole.deleted(sent[1][2]),
        open_whole.visited(DOORS[2]),
    )
    await _all_workers(open_parts)
    async with open_parts.get(Database).sessions() as session:
        task = await _task(session, open_whole)
        assert (task.state, task.reached, task.target) == ("ready", 3, 4)
        kept = select(func.count()).where(GridTaskVisit.task_id == task.id)
        assert await session.scalar(kept) == 3
        assert (await session.scalars(select(Job.id))).all() == []


async def test_two_workers_and_one_that_dies_make_each_task_once(
    open_whole: Whole, open_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One grid in each job; a worker's transaction breaks off behind the first; two go on."""
    monkeypatch.setattr(making, "AT_ONCE", 1)
    await open_whole.department()
    given = await open_whole.given(await open_whole.type_of())
    database = open_parts.get(Database)
    async with database.sessions() as dying:
        await making.make(dying, GridAssignmentDue(subject_id=UUID(given["id"])), utc_now())
        await dying.flush()
        await dying.rollback()
    await _all_workers(open_parts)
    async with database.sessions() as session:
        tasks = await session.scalar(select(func.count(PatrolTask.id)))
        linked = await session.scalar(select(func.count(AssignedTask.patrol_task_id)))
    assert (tasks, linked) == (3, 3)
    assert (await open_whole.how_far(given))["made"] == 3
    assert await open_whole.counted(WORKER) == ("ready", 0, 4)
