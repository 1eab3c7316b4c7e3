"""Grids that are drawn anew: those that follow a grid have its work for the same reason, and what
was booked on it is booked on them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid
from shequ_api.features.grid_tasks.events import GridTaskCarried
from shequ_api.features.grid_tasks.public import located_in
from shequ_api.features.patrol_tasks.public import PatrolTask
from shequ_api.features.task_admission.public import (
    AssignedTask,
    TaskAssignment,
    TaskType,
    give_up,
    move,
)


async def follow(
    session: AsyncSession, given: AssignedTask, fact: GridTaskCarried
) -> TaskAssignment:
    """Book what was given on the grids that took it over, by what is to be visited in each; their
    rows are new, or those of others that became part of them. Its assignment, locked."""
    assignment = await session.get_one(TaskAssignment, given.assignment_id)
    task_type = await session.get_one(
        TaskType, assignment.type_id, with_for_update=True, populate_existing=True
    )
    await session.refresh(assignment, with_for_update=True)
    await session.refresh(given)
    if not fact.task_ids:
        await _let_rest_go(session, task_type, given, fact.subject_id)
        return assignment
    parts = await _parts(session, given.tasks, fact)
    await _enter(session, given, fact, parts, task_type.estimated_minutes)
    assert given.made_grid_id is not None
    await move(session, task_type, given.month, given.made_grid_id, parts)
    given.tasks = given.minutes = 0
    await session.flush()
    return assignment


async def _let_rest_go(
    session: AsyncSession, task_type: TaskType, given: AssignedTask, task_id: UUID
) -> None:
    """Nowhere is anything left to visit: what was not done of it is free again."""
    task = await session.get_one(PatrolTask, task_id)
    left = max(given.tasks - (task.reached or 0), 0)
    given.tasks -= left
    given.minutes = given.tasks * task_type.estimated_minutes
    assert given.made_grid_id is not None
    await give_up(session, task_type, given.month, {given.made_grid_id: left})


async def _parts(session: AsyncSession, booked: int, fact: GridTaskCarried) -> dict[UUID, int]:
    """Grid → its part of what is booked."""
    size = select(PatrolTask.id, PatrolTask.target).where(PatrolTask.id.in_(fact.task_ids))
    sizes: dict[UUID, int] = {row[0]: row[1] or 0 for row in await session.execute(size)}
    found = parts_by([sizes[task_id] for task_id in fact.task_ids], booked)
    return dict(zip(fact.grid_ids, found, strict=True))


def parts_by(sizes: Sequence[int], booked: int) -> list[int]:
    """So many parted by sizes, to the last one; evenly where there is nothing."""
    weights = sizes if any(sizes) else [1] * len(sizes)
    whole, before, parts = sum(weights), 0, []
    for weight in weights:
        parts.append(booked * (before + weight) // whole - booked * before // whole)
        before += weight
    return parts


async def _enter(
    session: AsyncSession,
    given: AssignedTask,
    fact: GridTaskCarried,
    parts: dict[UUID, int],
    minutes: int,
) -> None:
    grids = {
        grid.id: grid
        for grid in await session.scalars(select(Grid).where(Grid.id.in_(fact.grid_ids)))
    }
    for task_id, source_id, grid_id in zip(
        fact.task_ids, fact.source_ids, fact.grid_ids, strict=True
    ):
        row = await session.get(AssignedTask, source_id, populate_existing=True)
        if row is None:
            row = AssignedTask(
                **located_in(grids[grid_id]),
                id=source_id,
                assignment_id=given.assignment_id,
                type_id=given.type_id,
                department_id=given.department_id,
                patrol_task_id=task_id,
                month=given.month,
                opens_on=given.opens_on,
                minutes=0,
                tasks=0,
            )
            session.add(row)
        row.tasks += parts[grid_id]
        row.minutes = row.tasks * minutes
