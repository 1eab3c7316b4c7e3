"""Booking what is given: on the quotas of its type, and on what each grid may take from all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.task_admission import queries
from shequ_api.features.task_admission.models import TaskQuota, TaskType
from shequ_api.features.task_caps.public import Load, book, free
from shequ_api.kit.errors import NotNow

AT_ONCE = 1_000
"""Grids in one statement: the protocol takes 32767 values."""
GRIDS_NAMED = 5
FILLED_BY = ("type_id", "title", "department_name", "tasks", "minutes")


class QuotaExceeded(NotNow):
    """`left_total`: of the whole type; `grids_over`: how many grids would get too much."""

    code, title = "task_quota_exceeded", "超出准入限额"


class TaskCapExceeded(NotNow):
    """`grids_over`: how many grids would take more than they may; `grids`: some of them, with what
    they have, the most, and by which types and departments they have it."""

    code, title = "task_cap_exceeded", "超出本区或本街道规定的网格每月外来事项上限"


async def take(
    session: AsyncSession, task_type: TaskType, wanted: Mapping[UUID, int], month: date
) -> None:
    """Book so many of a type on each grid: on its quotas, and on what the grid may take from all.
    Raises QuotaExceeded, TaskCapExceeded."""
    await _take_quota(session, task_type, wanted, month)
    await _take_load(session, task_type, wanted, month)


async def _take_quota(
    session: AsyncSession, task_type: TaskType, wanted: Mapping[UUID, int], month: date
) -> None:
    """Book the tasks on the type and on each grid's month. The type is locked, and the tables' own
    conditions stand behind this."""
    quota = task_type.quota_per_grid_month
    assert quota is not None
    assert task_type.quota_total is not None
    used_rows = await session.execute(queries.used_by(task_type.id, list(wanted), month))
    used = {row.micro_grid_id: row.used for row in used_rows}
    over = sum(used.get(grid_id, 0) + n > quota for grid_id, n in wanted.items())
    left, whole = task_type.quota_total - task_type.used_total, sum(wanted.values())
    if over or whole > left:
        raise QuotaExceeded(left_total=left, wanted=whole, grids_over=over)
    task_type.used_total += whole
    rows = [
        {
            "type_id": task_type.id,
            "micro_grid_id": grid_id,
            "month": month,
            "district_id": task_type.district_id,
            "quota": quota,
            "used": wanted[grid_id],
        }
        for grid_id in sorted(wanted)
    ]
    for first in range(0, len(rows), AT_ONCE):
        booked = insert(TaskQuota).values(rows[first : first + AT_ONCE])
        await session.execute(
            booked.on_conflict_do_update(
                index_elements=["type_id", "micro_grid_id", "month"],
                set_={"used": TaskQuota.used + booked.excluded.used},
            )
        )


async def _take_load(
    session: AsyncSession, task_type: TaskType, wanted: Mapping[UUID, int], month: date
) -> None:
    """Book the tasks on what each grid may take from all departments together."""
    loads = {each: Load(n, n * task_type.estimated_minutes) for each, n in wanted.items()}
    over = await book(session, task_type.district_id, month, loads)
    if over:
        named = over[:GRIDS_NAMED]
        ids = [each.micro_grid_id for each in named]
        rows = (await session.execute(queries.filled_by(month, ids))).mappings()
        by_grid: dict[UUID, list[dict[str, Any]]] = {each: [] for each in ids}
        for row in rows:
            by_grid[row["micro_grid_id"]].append({key: row[key] for key in FILLED_BY})
        grids = [
            {
                "micro_grid_id": each.micro_grid_id,
                "micro_grid_name": each.name,
                "would_have": each.load._asdict(),
                "at_most": each.cap._asdict(),
                "filled_by": by_grid[each.micro_grid_id],
            }
            for each in named
        ]
        raise TaskCapExceeded(grids_over=len(over), grids=grids)


async def give_up(
    session: AsyncSession, task_type: TaskType, month: date, less: Mapping[UUID, int]
) -> None:
    """What was booked of a type on grids is free again. The type is locked."""
    task_type.used_total -= sum(less.values())
    ids = sorted(less)
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        given_up = case({each: less[each] for each in some}, value=TaskQuota.micro_grid_id)
        freed = update(TaskQuota).where(
            TaskQuota.type_id == task_type.id,
            TaskQuota.micro_grid_id.in_(some),
            TaskQuota.month == month,
        )
        await session.execute(
            freed.values(used=TaskQuota.used - given_up),
            execution_options={"synchronize_session": False},
        )
    loads = {each: Load(n, n * task_type.estimated_minutes) for each, n in less.items()}
    await free(session, month, loads)


async def move(
    session: AsyncSession,
    task_type: TaskType,
    month: date,
    grid_id: UUID,
    shares: Mapping[UUID, int],
) -> None:
    """What was booked of a type on a grid that ended is booked on those that follow it. Nothing is
    refused: it was given, and a grid that has too much by this takes nothing more. The type is
    locked."""
    quota, whole = task_type.quota_per_grid_month, sum(shares.values())
    assert quota is not None
    if not whole:
        return
    await give_up(session, task_type, month, {grid_id: whole})
    task_type.used_total += whole
    new = insert(TaskQuota).values(
        [
            {
                "type_id": task_type.id,
                "micro_grid_id": each,
                "month": month,
                "district_id": task_type.district_id,
                "quota": max(quota, shares[each]),
                "used": shares[each],
            }
            for each in sorted(shares)
        ]
    )
    used = TaskQuota.used + new.excluded.used
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["type_id", "micro_grid_id", "month"],
            set_={"used": used, "quota": func.greatest(TaskQuota.quota, used)},
        )
    )
    loads = {each: Load(n, n * task_type.estimated_minutes) for each, n in shares.items()}
    await book(session, task_type.district_id, month, loads)
