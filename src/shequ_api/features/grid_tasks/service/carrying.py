"""A grid that is split or merged: those that follow it take its tasks over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Grid
from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.events import GridTaskCarried
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.rules import shares
from shequ_api.features.grid_tasks.service.counting import hold, walls_of
from shequ_api.features.grid_tasks.service.making import GridWork, make_for_grids
from shequ_api.features.patrol_tasks.public import PatrolTask, TaskState, cancel_open
from shequ_api.kit.ids import new_id


async def carry_on(
    session: AsyncSession, grid_id: UUID, successor_ids: Sequence[UUID], now: datetime
) -> None:
    """Each task of an ended grid that is still to be done ends as it stands, and goes on in the
    grids that follow it: what was visited there in the window counts there. Of so many visits each
    has its share."""
    running = select(GridGoal.task_id).where(
        GridGoal.grid_id == grid_id, GridGoal.look_at.is_not(None)
    )
    grids = list(
        await session.scalars(select(Grid).where(Grid.id.in_(successor_ids)).order_by(Grid.id))
    )
    for goal, task in await hold(session, list(await session.scalars(running)), TaskState.READY):
        goal.look_at = None
        if task.closes_at <= now:
            task.state, task.closed_at = TaskState.MISSED, task.closes_at
            continue
        await session.flush()
        await cancel_open(
            session, PatrolTask.id == task.id, reason="grid_ended", by_id=None, now=now
        )
        await session.refresh(task)
        await _give_on(session, goal, task, grids, now)


async def _give_on(
    session: AsyncSession, goal: GridGoal, task: PatrolTask, grids: Sequence[Grid], now: datetime
) -> None:
    assert task.source_kind is not None
    assert task.source_id is not None
    wanted = await _shared(session, goal, grids)
    # Of two grids that became one, the first that is heard of takes both tasks over.
    taken = await _taken(session, goal, grids)
    works = [
        GridWork(
            source_kind=task.source_kind,
            source_id=new_id(),
            order_id=goal.order_id,
            grid=grid,
            kind=goal.kind,
            asset_kind=goal.asset_kind,
            wanted=wanted[grid.id],
            title=task.title,
            route_name=task.route_name,
            form_key=task.form_key,
            opens_at=task.opens_at,
            closes_at=task.closes_at,
        )
        for grid in grids
        if grid.id not in taken and wanted[grid.id] != 0
    ]
    made = await make_for_grids(session, works, now=now)
    follow = {work.grid.id: (made[work.source_id], work.source_id) for work in works}
    follow |= taken
    carried = GridTaskCarried(
        subject_id=task.id,
        district_id=task.district_id,
        source_id=task.source_id,
        task_ids=[task_id for task_id, _ in follow.values()],
        source_ids=[source_id for _, source_id in follow.values()],
        grid_ids=list(follow),
    )
    record(session, carried, now=now)


async def _taken(
    session: AsyncSession, goal: GridGoal, grids: Sequence[Grid]
) -> dict[UUID, tuple[UUID, UUID]]:
    """Grid → its task of the same order, and what asked for it, where it has one."""
    has: queries.Rows = (
        select(GridGoal.grid_id, PatrolTask.id, PatrolTask.source_id)
        .join(PatrolTask, PatrolTask.id == GridGoal.task_id)
        .where(GridGoal.order_id == goal.order_id)
        .where(GridGoal.grid_id.in_([grid.id for grid in grids]))
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(has)}


async def _shared(
    session: AsyncSession, goal: GridGoal, grids: Sequence[Grid]
) -> dict[UUID, int | None]:
    """Grid → of so many visits its share, with those of other grids that became part of it; None
    where all is wanted."""
    if goal.wanted is None:
        return {grid.id: None for grid in grids}
    of_kind = queries.visited(goal.kind, goal.asset_kind)
    async with walls_of(session, goal):
        sizes = [await session.scalar(queries.size_of(grid.id, of_kind)) or 0 for grid in grids]
    if len(grids) == 1:
        before = await session.scalar(queries.wanted_before(goal.order_id, grids[0].id))
        return {grids[0].id: min(before or goal.wanted, sizes[0])}
    return {grid.id: share for grid, share in zip(grids, shares(goal.wanted, sizes), strict=True)}
