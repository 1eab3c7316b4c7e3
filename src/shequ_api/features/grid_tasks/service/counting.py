"""Counting: one visit as it comes, and all of a grid anew.

The row of the patrol task is the lock: who counts for a task holds it, so that of two who went to
the last two doors at once the second sees the first.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.following import behind_walls
from shequ_api.base.places.models import Place
from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.models import GridGoal, GridTaskVisit
from shequ_api.features.grid_tasks.rules import VisitedKind
from shequ_api.features.grid_tasks.service.settling import settle
from shequ_api.features.patrol_tasks.public import LATE_BY, PatrolTask, TaskState, Visit, takes
from shequ_api.features.patrols.public import visit_of
from shequ_api.kit.repointing import QUIET

Pair = tuple[GridGoal, PatrolTask]


async def hold(session: AsyncSession, task_ids: Collection[UUID], *states: TaskState) -> list[Pair]:
    """Goals with their tasks, locked in one order for all who lock them."""
    found = (
        select(GridGoal, PatrolTask)
        .join(PatrolTask, PatrolTask.id == GridGoal.task_id)
        .where(GridGoal.task_id.in_(task_ids))
        .order_by(PatrolTask.id)
        .with_for_update(of=PatrolTask)
        .execution_options(populate_existing=True)
    )
    if states:
        found = found.where(PatrolTask.state.in_(states))
    return [(row[0], row[1]) for row in await session.execute(found)]


async def count_visit(
    session: AsyncSession, visit: Visit, evidence_id: UUID, *, now: datetime
) -> None:
    """Somebody was at a place: one more for each running task of its grids that wants it visited by
    this form, or by a check-in. Told twice, it counts once."""
    place = await session.get(Place, visit.place_id)
    if place is None or place.micro_grid_id is None:
        return
    asked = (
        select(GridGoal, PatrolTask)
        .join(PatrolTask, PatrolTask.id == GridGoal.task_id)
        .where(GridGoal.grid_id.in_({place.micro_grid_id, place.general_grid_id} - {None}))
        .where(GridGoal.closes_at > visit.received_at - LATE_BY)
        .where(PatrolTask.form_key.is_not_distinct_from(visit.form_key))
        .where(takes(visit.at, visit.received_at))
        .order_by(PatrolTask.id)
        .with_for_update(of=PatrolTask)
    )
    pairs = [(row[0], row[1]) for row in await session.execute(asked)]
    # Looked at again behind the lock: what was taken back meanwhile counts for nothing.
    if not pairs or not await _counts(session, visit, evidence_id):
        return
    for goal, task in pairs:
        if await _wants(session, goal, place) and await _enter(session, goal, place, evidence_id):
            task.reached = (task.reached or 0) + 1
            if task.reached >= (task.target or 0):
                await _conclude(session, goal, task, now)
    await session.flush()


async def _counts(session: AsyncSession, visit: Visit, evidence_id: UUID) -> bool:
    if visit.form_key is None:
        return True
    return await visit_of(session, evidence_id, even_rejected=False) is not None


async def _wants(session: AsyncSession, goal: GridGoal, place: Place) -> bool:
    of_kind = queries.visited(goal.kind, goal.asset_kind)
    wanted = select(Place.id).where(Place.id == place.id, of_kind)
    async with walls_of(session, goal):
        return await session.scalar(wanted) is not None


async def _enter(session: AsyncSession, goal: GridGoal, place: Place, evidence_id: UUID) -> bool:
    row = insert(GridTaskVisit).values(
        task_id=goal.task_id,
        place_id=place.id,
        district_id=goal.district_id,
        evidence_id=evidence_id,
    )
    entered = row.on_conflict_do_nothing().returning(GridTaskVisit.task_id)
    return await session.scalar(entered) is not None


async def _conclude(session: AsyncSession, goal: GridGoal, task: PatrolTask, now: datetime) -> None:
    """As many as were known to be wanted: while it runs, the grid may want more by now."""
    if task.state == TaskState.READY:
        await recount(session, [(goal, task)], now=now)
    else:
        await settle(session, [(goal, task)], now=now)


def walls_of(session: AsyncSession, goal: GridGoal) -> Any:
    """Where shops are stands behind the walls; their number, and that somebody went, does not."""
    shops = goal.kind == VisitedKind.SHOP
    return behind_walls(session, goal.district_id) if shops else nullcontext()


async def recount(session: AsyncSession, pairs: Sequence[Pair], *, now: datetime) -> None:
    """What is to be visited, and what was, by the grids and the evidence as they are now; of locked
    tasks that are to be done. Then they are settled."""
    alike: dict[Any, list[Pair]] = defaultdict(list)
    for goal, task in pairs:
        alike[goal.district_id, goal.kind, goal.asset_kind, task.form_key].append((goal, task))
    await session.flush()
    for group in alike.values():
        await _recount(session, group)
    await settle(session, pairs, now=now)


async def _recount(session: AsyncSession, group: Sequence[Pair]) -> None:
    goal = group[0][0]
    ids = [task.id for _, task in group]
    of_kind = queries.visited(goal.kind, goal.asset_kind)
    async with walls_of(session, goal):
        await _keep_what_counts(session, [task for _, task in group], of_kind)
        inside = queries.members(ids, of_kind).subquery()
        size = select(inside.c.task_id, func.count()).group_by(inside.c.task_id)
        sizes: dict[UUID, int] = {row[0]: row[1] for row in await session.execute(size)}
    visit = GridTaskVisit
    gone = select(visit.task_id, func.count()).where(visit.task_id.in_(ids))
    counts = {row[0]: row[1] for row in await session.execute(gone.group_by(visit.task_id))}
    for one, task in group:
        there = sizes.get(task.id, 0)
        task.target = there if one.wanted is None else min(one.wanted, there)
        task.reached = counts.get(task.id, 0)


async def _keep_what_counts(
    session: AsyncSession, tasks: Sequence[PatrolTask], of_kind: Any
) -> None:
    """Let the visits of some tasks be those that the evidence shows."""
    shown, visit = queries.evidence(tasks, of_kind), GridTaskVisit
    ids = [task.id for task in tasks]
    known = tuple_(visit.task_id, visit.place_id, visit.evidence_id)
    shows = select(shown.c.task_id, shown.c.place_id, shown.c.evidence_id)
    gone = delete(visit).where(visit.task_id.in_(ids), known.not_in(shows))
    await session.execute(gone, execution_options=QUIET)
    first = select(
        shown.c.task_id,
        shown.c.place_id,
        literal(tasks[0].district_id, Uuid()).label("district_id"),
        shown.c.evidence_id,
    ).order_by(shown.c.received_at, shown.c.evidence_id)
    names = [str(column.key) for column in first.selected_columns]
    await session.execute(insert(visit).from_select(names, first).on_conflict_do_nothing())
