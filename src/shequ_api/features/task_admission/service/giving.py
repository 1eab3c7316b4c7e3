"""Giving work to grids by an admitted type, within its quotas; and giving it back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import Department
from shequ_api.features.patrol_tasks.public import PatrolTask, Wanted, make_once, need_no_more
from shequ_api.features.task_admission import queries
from shequ_api.features.task_admission.models import (
    AssignedTask,
    TaskAssignment,
    TaskType,
)
from shequ_api.features.task_admission.rules import (
    MOST_TASKS,
    TargetKind,
    is_in_force,
    may_window,
    month_of,
    title_on,
)
from shequ_api.features.task_admission.service.booking import give_up, take
from shequ_api.features.task_admission.work_schemas import AssignmentDraft
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

ADMITTED_TASK = "admitted_task"
ONE_DAY = timedelta(days=1)


class Window(Protocol):
    """The days of what is given, the last included."""

    @property
    def opens_on(self) -> date: ...
    @property
    def closes_on(self) -> date: ...


class AnotherDepartment(Forbidden):
    code, title = "another_department", "只能派发本部门获准的事项"


class WindowUnfit(Malformed):
    """From today on, in order, all of one month."""

    code, title = "task_window_unfit", "日期须从今天起、先后有序，并在同一个月内"


class TypeNotAdmitted(NotNow):
    """Says where the type stands."""

    code, title = "task_type_not_admitted", "这类事项在这些日期没有获得准入，不能派发"


class PlaceOutsideScope(Malformed):
    code, title = "place_outside_task_scope", "该地点不在获准范围内"


class NothingToAssign(NotNow):
    code, title = "nothing_to_assign", "该地点没有可派发的对象（楼栋或住户须属于某个微网格）"


class TooManyTasks(NotNow):
    code, title = "too_many_tasks", f"一次最多派发 {MOST_TASKS} 项任务，请缩小范围"


class GivenByWholeGrids(NotNow):
    code, title = "task_given_by_whole_grids", "这类事项按整格派发"


class TaskIsAdmitted(NotNow):
    """Only what is not admitted any more may be given back."""

    code, title = "task_is_admitted", "这项任务已获准入，不能退回"


class TaskIsOver(NotNow):
    code, title = "assigned_task_over", "这项任务已经完成、取消或退回"


def refuse_anothers(department: Department, task_type: TaskType) -> None:
    """Work is given by one's own department's types only."""
    if task_type.department_id != department.id:
        raise AnotherDepartment


async def give(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    place: Place | None,
    draft: AssignmentDraft,
    *,
    now: datetime,
) -> TaskAssignment:
    """Make a task at each target in a place, or none at all."""
    place = await refuse_unfit(session, task_type, place, draft, now=now)
    if task_type.target_kind == TargetKind.GRID:
        raise GivenByWholeGrids
    found = queries.targets(place, task_type.target_kind).limit(MOST_TASKS + 1)
    targets: Sequence[Place] = (await session.scalars(found)).all()
    if not targets:
        raise NothingToAssign
    if len(targets) > MOST_TASKS:
        raise TooManyTasks
    month = month_of(draft.opens_on)
    wanted = Counter(each.micro_grid_id for each in targets if each.micro_grid_id is not None)
    await take(session, task_type, wanted, month)
    assignment = TaskAssignment(
        id=new_id(),
        type_id=task_type.id,
        type=task_type,
        district_id=task_type.district_id,
        place_id=place.id,
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
        tasks=len(targets),
        grids=len(wanted),
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(assignment)
    await _make(session, assignment, targets, month, now=now)
    return assignment


async def refuse_unfit(
    session: AsyncSession,
    task_type: TaskType,
    place: Place | None,
    window: Window,
    *,
    now: datetime,
) -> Place:
    """The place, where work of a type may be given there on these days. The type stays locked: one
    after the other for each, since what is left of its quotas is read under its lock."""
    if not may_window(window.opens_on, window.closes_on, china_date(now)):
        raise WindowUnfit
    await session.refresh(task_type, with_for_update=True)
    if not is_in_force(task_type, window.opens_on, window.closes_on):
        raise TypeNotAdmitted(f"当前状态是“{title_on(task_type, window.closes_on)}”")
    scope = await session.get_one(Place, task_type.place_id)
    if place is None or not _lies_in(place, scope):
        fault = Fault("/place_id", PlaceOutsideScope.code, PlaceOutsideScope.title)
        raise PlaceOutsideScope(errors=(fault,))
    return place


def _lies_in(place: Place, scope: Place) -> bool:
    lies: bool = getattr(place, f"{scope.kind.value}_id") == scope.id
    return lies and place.ended_at is None


async def _make(
    session: AsyncSession,
    assignment: TaskAssignment,
    targets: Sequence[Place],
    month: date,
    *,
    now: datetime,
) -> None:
    task_type = assignment.type
    opens_at = max(china_midnight(assignment.opens_on), now)
    closes_at = china_midnight(assignment.closes_on + ONE_DAY)
    ids = [new_id() for _ in targets]
    made = await make_once(
        session,
        [
            Wanted(
                source_kind=ADMITTED_TASK,
                source_id=task_id,
                located=located_at(place),
                title=task_type.title,
                route_name="准入事项",
                form_key=task_type.form_key,
                opens_at=opens_at,
                closes_at=closes_at,
            )
            for task_id, place in zip(ids, targets, strict=True)
        ],
    )
    session.add_all(
        AssignedTask(
            **located_at(place),
            id=task_id,
            assignment_id=assignment.id,
            assignment=assignment,
            type_id=task_type.id,
            department_id=task_type.department_id,
            patrol_task_id=made[task_id],
            month=month,
            opens_on=assignment.opens_on,
            minutes=task_type.estimated_minutes,
            tasks=1,
        )
        for task_id, place in zip(ids, targets, strict=True)
    )
    await session.flush()


async def give_back(
    session: AsyncSession,
    actor: Actor,
    task: AssignedTask,
    *,
    reason: str,
    now: datetime,
) -> AssignedTask:
    """Return a task whose type is not admitted any more; what nobody did of it is free again
    in the quotas."""
    task_type = await session.get_one(
        TaskType, task.type_id, with_for_update=True, populate_existing=True
    )
    day = max(china_date(now), task.opens_on)
    if is_in_force(task_type, day, day):
        raise TaskIsAdmitted
    await session.refresh(task, with_for_update=True)
    if task.patrol_task_id is None or task.returned_at is not None:
        raise TaskIsOver
    if not await need_no_more(session, task.patrol_task_id, by_id=actor.person_id, now=now):
        raise TaskIsOver
    task.returned_at, task.returned_by_id, task.return_reason = now, actor.person_id, reason
    patrol = await session.get_one(PatrolTask, task.patrol_task_id)
    left = max(task.tasks - (patrol.reached or 0), 0)
    task.tasks -= left
    task.minutes = task.tasks * task_type.estimated_minutes
    if task.made_grid_id is not None:
        await give_up(session, task_type, task.month, {task.made_grid_id: left})
    return task
