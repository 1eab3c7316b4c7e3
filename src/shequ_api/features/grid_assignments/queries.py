"""Reads of grid assignments: how far they are."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from shequ_api.base.places.models import Grid, Place
from shequ_api.features.departments.public import Department
from shequ_api.features.patrol_tasks.public import PatrolTask, TaskState
from shequ_api.features.task_admission.public import AssignedTask, TaskAssignment, TaskType
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
TAKEN_OVER = "grid_ended"
"""Why a task is cancelled whose grid was split or merged: others count for it."""


@built_once
def assignment_lines() -> Rows:
    """Grid assignments with the names that people read."""
    kept = TaskAssignment
    return (
        select(
            *(kept.id, kept.type_id, kept.place_id, kept.grid_kind, kept.visits_each),
            *(kept.opens_on, kept.closes_on, kept.tasks, kept.grids, kept.made_at),
            *(kept.cancelled_at, kept.cancel_reason),
            TaskType.title,
            TaskType.department_id,
            Department.name.label("department_name"),
            Place.full_name.label("place_name"),
        )
        .join(TaskType, TaskType.id == kept.type_id)
        .join(Department, Department.id == TaskType.department_id)
        .join(Place, Place.id == kept.place_id)
        .where(kept.grid_kind.is_not(None))
    )


def progress(assignment_id: UUID) -> Rows:
    """How far it is: `made`, `target`, `reached`, and how many of its tasks are in which state."""
    own = and_(
        PatrolTask.id == AssignedTask.patrol_task_id,
        PatrolTask.reason.is_distinct_from(TAKEN_OVER),
    )
    states = (
        func.count().filter(PatrolTask.state == state).label(state.value) for state in TaskState
    )
    return (
        select(
            func.count(PatrolTask.id).label("made"),
            func.coalesce(func.sum(PatrolTask.target), 0).label("target"),
            func.coalesce(func.sum(PatrolTask.reached), 0).label("reached"),
            *states,
        )
        .select_from(AssignedTask)
        .join(PatrolTask, own)
        .where(AssignedTask.assignment_id == assignment_id)
    )


def grid_lines(assignment_id: UUID) -> Rows:
    """How far each grid is."""
    return (
        select(
            AssignedTask.made_grid_id.label("grid_id"),
            Grid.name.label("grid_name"),
            PatrolTask.id.label("task_id"),
            PatrolTask.state,
            PatrolTask.reason,
            PatrolTask.target,
            PatrolTask.reached,
            AssignedTask.tasks,
        )
        .join(Grid, Grid.id == AssignedTask.made_grid_id)
        .join(PatrolTask, PatrolTask.id == AssignedTask.patrol_task_id)
        .where(AssignedTask.assignment_id == assignment_id)
    )


def unmade(assignment_id: UUID) -> Rows:
    """What has no task yet, with its grid."""
    return (
        select(AssignedTask, Grid)
        .join(Grid, Grid.id == AssignedTask.made_grid_id)
        .where(AssignedTask.assignment_id == assignment_id, AssignedTask.patrol_task_id.is_(None))
        .order_by(AssignedTask.id)
    )


def still_to_do(assignment_id: UUID) -> Rows:
    """What is still to be done, with its patrol task."""
    return (
        select(AssignedTask, PatrolTask)
        .join(PatrolTask, PatrolTask.id == AssignedTask.patrol_task_id)
        .where(AssignedTask.assignment_id == assignment_id, PatrolTask.state == TaskState.READY)
        .order_by(PatrolTask.id)
    )
