"""What other features may ask of tasks: what came of them, to make some, or to need no more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.check_ins.public import waits_for_review
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PatrolTaskPermission
from shequ_api.features.patrol_tasks.queries import own_tasks
from shequ_api.features.patrol_tasks.rules import (
    EVIDENCE_DELETED,
    EVIDENCE_REJECTED,
    LATE_BY,
    OPEN_TO_EVIDENCE,
    TASK_TITLES,
    TaskState,
)
from shequ_api.features.patrol_tasks.service.asking import INSTANT, Wanted, make_once
from shequ_api.features.patrol_tasks.service.reopening import undo
from shequ_api.features.patrol_tasks.service.settling import (
    Visit,
    cancel_open,
    completed,
    takes,
)
from shequ_api.kit.statements import built_once

__all__ = [
    "EVIDENCE_DELETED",
    "EVIDENCE_REJECTED",
    "LATE_BY",
    "OPEN_TO_EVIDENCE",
    "PatrolTask",
    "PatrolTaskPermission",
    "TaskState",
    "Visit",
    "Wanted",
    "cancel_open",
    "completed",
    "grid_tasks_closing",
    "last_done_on",
    "make_once",
    "need_no_more",
    "own_tasks",
    "state_of",
    "takes",
    "tasks_among",
    "tasks_opening",
    "title_of_state",
    "undo",
]
LONGEST_WINDOW = timedelta(days=62)
"""Of what is asked for once."""

Rows = Select[*tuple[Any, ...]]


def tasks_opening(community_id: UUID, begin: datetime, end: datetime) -> Rows:
    """The tasks of a community whose windows open between two instants: `subject_id`,
    `happened_at`, `place_id`, `person_id` (who was named), the grids as they are and as they were
    when the task was made, `state`, and no `value`."""
    opening = (PatrolTask.opens_at >= begin, PatrolTask.opens_at < end)
    return _rows(PatrolTask.community_id == community_id, PatrolTask.target.is_(None), *opening)


def grid_tasks_closing(community_id: UUID, begin: datetime, end: datetime) -> Rows:
    """The same of tasks for whole grids, whose windows are of some days: those that close then.
    `happened_at`: the last moment; `value`: to what percent of their places somebody went."""
    here = (PatrolTask.community_id == community_id, PatrolTask.target.is_not(None))
    opening = PatrolTask.opens_at >= begin - LONGEST_WINDOW
    closing = (PatrolTask.closes_at > begin, PatrolTask.closes_at <= end)
    return _rows(*here, opening, *closing)


def tasks_among(ids: Select[UUID] | Sequence[UUID]) -> Rows:
    """The same of some tasks, wherever they lie by now."""
    return _rows(PatrolTask.id.in_(ids))


@built_once
def _rows() -> Rows:
    in_doubt = and_(
        PatrolTask.state.in_(OPEN_TO_EVIDENCE),
        PatrolTask.form_key.is_(None),
        PatrolTask.target.is_(None),
        waits_for_review(PatrolTask),
    )
    whole = PatrolTask.target.is_not(None)
    percent = func.least(PatrolTask.reached * 100 / func.nullif(PatrolTask.target, 0), 100)
    return select(
        PatrolTask.id.label("subject_id"),
        case((whole, PatrolTask.closes_at - INSTANT), else_=PatrolTask.opens_at).label(
            "happened_at"
        ),
        PatrolTask.place_id,
        PatrolTask.assignee_id.label("person_id"),
        PatrolTask.general_grid_id,
        PatrolTask.micro_grid_id,
        PatrolTask.made_grid_id,
        case((in_doubt, literal("in_review")), else_=PatrolTask.state).label("state"),
        case((whole, cast(func.floor(percent), Integer))).label("value"),
    )


async def last_done_on(session: AsyncSession, place_id: UUID) -> date | None:
    """The latest day for which a task at a place was done: its own, or when it was done before."""
    closed_on = cast(func.timezone("Asia/Shanghai", PatrolTask.closed_at), Date)
    done = (PatrolTask.place_id == place_id, PatrolTask.state == TaskState.COMPLETED)
    day = func.max(func.least(PatrolTask.due_on, closed_on))
    found: date | None = await session.scalar(select(day).where(*done))
    return found


def state_of(task_id: Any) -> ScalarSelect[Any]:
    """The state of the task in a column."""
    return select(PatrolTask.state).where(PatrolTask.id == task_id).scalar_subquery()


def title_of_state(state: str) -> str:
    """How people read it."""
    return TASK_TITLES[TaskState(state)]


async def need_no_more(session: AsyncSession, task_id: UUID, *, by_id: UUID, now: datetime) -> bool:
    """Cancel a task that is still to be done; False where it is over."""
    task = await session.get_one(PatrolTask, task_id, with_for_update=True, populate_existing=True)
    if task.state != TaskState.READY:
        return False
    await cancel_open(session, PatrolTask.id == task_id, reason="needless", by_id=by_id, now=now)
    return True
