"""Reads of departments, types, and what was given by them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.departments.public import Department
from shequ_api.features.patrol_tasks.public import state_of
from shequ_api.features.task_admission.models import (
    AssignedTask,
    TaskAssignment,
    TaskQuota,
    TaskType,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def type_lines() -> Rows:
    """Types with the names that people read."""
    return (
        select(
            TaskType.__table__,
            Department.name.label("department_name"),
            Place.full_name.label("place_name"),
        )
        .join(Department, Department.id == TaskType.department_id)
        .join(Place, Place.id == TaskType.place_id)
    )


def requests_in_view(actor: Actor, department_id: UUID | None) -> list[ColumnElement[bool]]:
    """A department's own; of those who review, their scope's."""
    mine = [in_scope(actor, TaskType)]
    return mine if department_id is None else [*mine, TaskType.department_id == department_id]


def targets(place: Place, kind: str) -> Rows:
    """The places below a place that are of a kind and lie in a micro-grid, in walking order."""
    column = getattr(Place, f"{place.kind.value}_id")
    return (
        select(Place)
        .where(column == place.id, Place.kind == kind, Place.ended_at.is_(None))
        .where(Place.micro_grid_id.is_not(None), Place.community_id.is_not(None))
        .order_by(Place.code)
    )


def used_by(type_id: UUID, grid_ids: list[UUID], month: date) -> Rows:
    """Grid → how much of a type it was given in a month."""
    return select(TaskQuota.micro_grid_id, TaskQuota.used).where(
        TaskQuota.type_id == type_id,
        TaskQuota.micro_grid_id.in_(grid_ids),
        TaskQuota.month == month,
    )


@built_once
def assigned_lines() -> Rows:
    """Tasks, and why a grid has them."""
    return (
        select(
            AssignedTask.id,
            AssignedTask.patrol_task_id,
            state_of(AssignedTask.patrol_task_id).label("state"),
            AssignedTask.place_id,
            Place.full_name.label("place_name"),
            AssignedTask.opens_on,
            TaskAssignment.closes_on,
            AssignedTask.type_id,
            TaskType.title,
            TaskType.content,
            TaskType.legal_basis,
            TaskType.state.label("type_state"),
            TaskType.valid_to,
            Department.name.label("department_name"),
            AssignedTask.minutes,
            AssignedTask.tasks,
            AssignedTask.returned_at,
            AssignedTask.return_reason,
        )
        .join(TaskAssignment, TaskAssignment.id == AssignedTask.assignment_id)
        .join(TaskType, TaskType.id == AssignedTask.type_id)
        .join(Department, Department.id == AssignedTask.department_id)
        .join(Place, Place.id == AssignedTask.place_id)
        .where(AssignedTask.patrol_task_id.is_not(None))
    )


GRIDS = (AssignedTask.micro_grid_id, AssignedTask.general_grid_id)


def filled_by(month: date, grid_ids: list[UUID]) -> Rows:
    """By which types of which departments grids have what they have in a month, the most first."""
    minutes = func.sum(AssignedTask.minutes).label("minutes")
    return (
        select(
            AssignedTask.made_grid_id.label("micro_grid_id"),
            AssignedTask.type_id,
            TaskType.title,
            Department.name.label("department_name"),
            func.sum(AssignedTask.tasks).label("tasks"),
            minutes,
        )
        .join(TaskType, TaskType.id == AssignedTask.type_id)
        .join(Department, Department.id == AssignedTask.department_id)
        .where(AssignedTask.month == month, AssignedTask.returned_at.is_(None))
        .where(or_(*(column.in_(grid_ids) for column in GRIDS)))
        .where(AssignedTask.made_grid_id.in_(grid_ids))
        .group_by(AssignedTask.made_grid_id, AssignedTask.type_id, TaskType.title, Department.name)
        .order_by(AssignedTask.made_grid_id, minutes.desc(), AssignedTask.type_id)
        .limit(20 * len(grid_ids))
    )


LOAD_ORDER: list[Any] = [AssignedTask.made_grid_id, AssignedTask.department_id]


def loads(month: date, *conditions: ColumnElement[bool]) -> Rows:
    """What each grid was given in a month by each department: tasks and minutes. By the grid that
    it was given to, however grids are drawn since; for whole grids, by those that follow it. (What
    was visited of a task that was given back stays booked, and is not among these.)"""
    grid = select(Grid.name).where(Grid.id == AssignedTask.made_grid_id).scalar_subquery()
    name = select(Department.name).where(Department.id == AssignedTask.department_id)
    return (
        select(
            AssignedTask.made_grid_id.label("micro_grid_id"),
            AssignedTask.department_id,
            grid.label("micro_grid_name"),
            name.scalar_subquery().label("department_name"),
            func.sum(AssignedTask.tasks).label("tasks"),
            func.sum(AssignedTask.minutes).label("minutes"),
        )
        .where(AssignedTask.month == month, AssignedTask.returned_at.is_(None), *conditions)
        .group_by(AssignedTask.made_grid_id, AssignedTask.department_id)
    )
