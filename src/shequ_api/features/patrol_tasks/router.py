"""Tasks over HTTP: the worker's day, and the overview of who plans."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.check_ins.public import spot_of_check_in
from shequ_api.features.patrol_tasks import queries
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PatrolTaskPermission
from shequ_api.features.patrol_tasks.rules import TaskState
from shequ_api.features.patrol_tasks.schemas import (
    PatrolTallyView,
    PatrolTaskCancellation,
    PatrolTaskCompletion,
    PatrolTaskFailure,
    PatrolTaskView,
)
from shequ_api.features.patrol_tasks.service import settling
from shequ_api.features.patrol_tasks.showing import task_line, task_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["patrol_tasks"])
ORDER = [PatrolTask.opens_at, PatrolTask.position, PatrolTask.id]
MOST_DAYS = 7
"""In one overview: it counts each task."""


class DaysTooMany(Malformed):
    code, title = "days_too_many", "一次最多统计 7 天，且结束日期不早于开始日期"


async def task_in_view(task_id: UUID, actor: AnyActor, session: Session) -> PatrolTask:
    """A task inside the actor's scope, or given to them by name in their community."""
    own = queries.own_tasks(actor)
    seen = in_view(actor, PatrolTask, PatrolTaskPermission.VIEW, own)
    task = await session.scalar(select(PatrolTask).where(PatrolTask.id == task_id, seen))
    if task is None:
        raise Absent
    return task


TheTask = Annotated[PatrolTask, Depends(task_in_view)]
Viewer = Annotated[Actor, Depends(may(PatrolTaskPermission.VIEW))]
Performer = Annotated[Actor, Depends(may(PatrolTaskPermission.PERFORM))]
Planner = Annotated[Actor, Depends(may(PatrolTaskPermission.CANCEL))]
Day = Annotated[
    date | None,
    Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="The day; today without it"),
]
InState = Annotated[TaskState | None, Query(description="Only those in this state")]


@router.get("/me/patrol-tasks")
async def list_my_patrol_tasks(
    actor: Performer,
    session: Session,
    paging: ThePaging,
    now: Now,
    on: Day = None,
    state: InState = None,
) -> Page[PatrolTaskView]:
    """我的巡查任务: What lies with me on a day, in the order of walking: all of the grid that I
    serve or cover, and what was given to me by name; what lasts some days on each of them."""
    day = on or china_date(now)
    lines = queries.task_lines(queries.own_tasks(actor), queries.to_do_on(day))
    if state is not None:
        lines = lines.where(PatrolTask.state == state)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[task_line(row) for row in rows], next_cursor=cursor)


@router.get("/patrol-tasks")
async def list_patrol_tasks(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    on: Day = None,
    state: InState = None,
    plan_id: Annotated[UUID | None, Query(description="Only of this plan")] = None,
) -> Page[PatrolTaskView]:
    """巡查任务列表: The tasks of a day in my scope, in the order of windows and walking."""
    day = on or china_date(now)
    lines = queries.task_lines(in_scope(actor, PatrolTask), queries.between(day, day))
    if state is not None:
        lines = lines.where(PatrolTask.state == state)
    if plan_id is not None:
        lines = lines.where(PatrolTask.plan_id == plan_id)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[task_line(row) for row in rows], next_cursor=cursor)


@router.get("/patrol-tallies")
async def list_patrol_tallies(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    first: Annotated[
        date | None,
        Query(
            alias="from",
            ge=date(2000, 1, 1),
            lt=date(2200, 1, 1),
            description="The first day; today without it",
        ),
    ] = None,
    last: Annotated[
        date | None,
        Query(
            alias="to",
            ge=date(2000, 1, 1),
            lt=date(2200, 1, 1),
            description="The last day, at most six later; the first without it",
        ),
    ] = None,
    plan_id: Annotated[UUID | None, Query(description="Only of this plan")] = None,
) -> Page[PatrolTallyView]:
    """巡查完成情况: How many tasks are done, missed and open, by micro-grid and plan."""
    begin = first or china_date(now)
    end = last or begin
    if not begin <= end < begin + timedelta(days=MOST_DAYS):
        raise DaysTooMany
    lines = queries.tallies(in_scope(actor, PatrolTask), queries.between(begin, end))
    if plan_id is not None:
        lines = lines.where(PatrolTask.plan_id == plan_id)
    rows, cursor = await page_of(session, lines, queries.TALLY_ORDER, paging, ascending=True)
    return Page(items=[PatrolTallyView(**row) for row in rows], next_cursor=cursor)


@router.get("/patrol-tasks/{task_id}")
async def get_patrol_task(task: TheTask, _: Viewer, session: Session) -> PatrolTaskView:
    """查看巡查任务: One stop on one day."""
    return await task_view(session, task)


@router.post("/patrol-tasks/{task_id}/completion")
async def complete_patrol_task(
    completion: PatrolTaskCompletion,
    task: TheTask,
    actor: Performer,
    session: Session,
    now: Now,
) -> PatrolTaskView:
    """完成巡查任务: Name the check-in that shows it. Where a form is asked for, the inspection
    itself completes the task."""
    check_in_id = completion.check_in_id
    spot = await spot_of_check_in(session, actor.person_id, check_in_id)
    await settling.complete(session, actor, task, spot, check_in_id=check_in_id, now=now)
    return await task_view(session, task)


@router.post("/patrol-tasks/{task_id}/failure")
async def fail_patrol_task(
    failure: PatrolTaskFailure, task: TheTask, actor: Performer, session: Session, now: Now
) -> PatrolTaskView:
    """巡查任务未能完成: Say why it could not be done."""
    await settling.fail(session, actor, task, reason=failure.reason, note=failure.note, now=now)
    return await task_view(session, task)


@router.post("/patrol-tasks/{task_id}/cancellation")
async def cancel_patrol_task(
    cancellation: PatrolTaskCancellation,
    task: TheTask,
    actor: Planner,
    session: Session,
    now: Now,
) -> PatrolTaskView:
    """取消巡查任务: Say why it need not be done."""
    await settling.cancel(session, actor, task, note=cancellation.note, now=now)
    return await task_view(session, task)
