"""Putting types and what was given by them together for a reader."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.patrol_tasks.public import title_of_state
from shequ_api.features.task_admission import queries
from shequ_api.features.task_admission.flow import STEP_TITLES, TypeState
from shequ_api.features.task_admission.models import (
    AssignedTask,
    TaskAssignment,
    TaskType,
)
from shequ_api.features.task_admission.rules import title_on
from shequ_api.features.task_admission.schemas import (
    TaskTypeLine,
    TaskTypeStepView,
    TaskTypeView,
)
from shequ_api.features.task_admission.work_schemas import AssignedTaskView, AssignmentView


class _Row:
    """A row as the rules want a type."""

    def __init__(self, row: Mapping[Any, Any], state: str = "state") -> None:
        self.state: str = row[state]
        self.valid_from: date | None = row.get("valid_from")
        self.valid_to: date | None = row["valid_to"]


def type_line(row: Mapping[Any, Any], today: date) -> TaskTypeLine:
    """A row of `queries.type_lines`."""
    names = set(TaskTypeLine.model_fields) - {"state_title"}
    shown = {name: row[name] for name in names}
    return TaskTypeLine(**shown, state_title=title_on(_Row(row), today))


async def type_view(session: AsyncSession, task_type: TaskType, today: date) -> TaskTypeView:
    """The whole type. (Who decided is an office's affair, not a person's.)"""
    await session.flush()
    found = await session.execute(queries.type_lines(TaskType.id == task_type.id))
    trail = (await session.execute(trail_lines(task_type.case_id))).all()
    return TaskTypeView(
        **type_line(found.mappings().one(), today).model_dump(),
        trail=[
            TaskTypeStepView(
                step=step.step,
                title=STEP_TITLES[step.step],
                state=TypeState(step.state),
                at=step.at,
                note=step.note,
            )
            for step in trail
        ],
    )


def assignment_view(assignment: TaskAssignment) -> AssignmentView:
    task_type = assignment.type
    return AssignmentView(
        id=assignment.id,
        type_id=task_type.id,
        place_id=assignment.place_id,
        opens_on=assignment.opens_on,
        closes_on=assignment.closes_on,
        tasks=assignment.tasks,
        grids=assignment.grids,
        used_total=task_type.used_total,
    )


def assigned_line(row: Mapping[Any, Any], today: date) -> AssignedTaskView:
    """A row of `queries.assigned_lines`."""
    day = max(today, row["opens_on"])
    in_force = row["type_state"] == TypeState.ADMITTED and day <= row["valid_to"]
    left_out = {"type_state", "valid_to"}
    shown = {name: value for name, value in row.items() if name not in left_out}
    return AssignedTaskView(**shown, state_title=title_of_state(row["state"]), is_admitted=in_force)


async def assigned_view(session: AsyncSession, task: AssignedTask, today: date) -> AssignedTaskView:
    await session.flush()
    found = await session.execute(queries.assigned_lines(AssignedTask.id == task.id))
    return assigned_line(found.mappings().one(), today)
