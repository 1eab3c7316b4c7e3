"""Work that is given by admitted types: giving, seeing why, giving back, and the load of grids."""

from datetime import date
from typing import Annotated

from fastapi import Query

from shequ_api.base.access.actor import in_scope
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import department_of
from shequ_api.features.task_admission import queries
from shequ_api.features.task_admission.loading_router import (
    AssignedViewer,
    Giver,
    LoadViewer,
    Registered,
    Returner,
    TheTask,
)
from shequ_api.features.task_admission.models import AssignedTask
from shequ_api.features.task_admission.rules import month_of
from shequ_api.features.task_admission.service import giving
from shequ_api.features.task_admission.showing import (
    assigned_line,
    assigned_view,
    assignment_view,
)
from shequ_api.features.task_admission.work_schemas import (
    AssignedTaskView,
    AssignmentDraft,
    AssignmentView,
    TaskLoadView,
    TaskReturn,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["task_admission"])
NEWEST = [AssignedTask.opens_on, AssignedTask.id]


@router.post("/task-types/{type_id}/assignments", status_code=201)
@moves
async def assign_tasks(
    draft: AssignmentDraft, task_type: Registered, actor: Giver, session: Session, now: Now
) -> AssignmentView:
    """派发事项: Have grids do what was admitted, within its quotas: all of it, or nothing;
    `assign_to_grids` gives those whose `target_kind` is `grid`."""
    department = await department_of(session, actor)
    giving.refuse_anothers(department, task_type)
    place = await session.get(Place, draft.place_id)
    made = await giving.give(session, actor, task_type, place, draft, now=now)
    return assignment_view(made)


@router.get("/assigned-tasks")
async def list_assigned_tasks(
    actor: AssignedViewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    returned: Annotated[
        bool | None, Query(description="Only those that were given back, or were not")
    ] = None,
) -> Page[AssignedTaskView]:
    """准入事项任务: Tasks that departments gave to my scope, and why they are ours."""
    lines = queries.assigned_lines(in_scope(actor, AssignedTask))
    if returned is not None:
        lines = lines.where(AssignedTask.returned_at.is_not(None) == returned)
    rows, cursor = await page_of(session, lines, NEWEST, paging)
    today = china_date(now)
    return Page(items=[assigned_line(row, today) for row in rows], next_cursor=cursor)


@router.post("/assigned-tasks/{task_id}/return")
async def return_assigned_task(
    why: TaskReturn, task: TheTask, actor: Returner, session: Session, now: Now
) -> AssignedTaskView:
    """退回未准入任务: Give back a task whose type is not admitted any more."""
    await giving.give_back(session, actor, task, reason=why.reason, now=now)
    return await assigned_view(session, task, china_date(now))


@router.get("/task-loads")
async def list_task_loads(
    actor: LoadViewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    month: Annotated[
        date | None,
        Query(ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="Any day of it; this one"),
    ] = None,
) -> Page[TaskLoadView]:
    """网格承担情况: What each grid was given in a month, by each department: tasks and minutes."""
    asked = month_of(month or china_date(now))
    lines = queries.loads(asked, in_scope(actor, AssignedTask))
    rows, cursor = await page_of(session, lines, queries.LOAD_ORDER, paging, ascending=True)
    return Page(items=[TaskLoadView(**row) for row in rows], next_cursor=cursor)
