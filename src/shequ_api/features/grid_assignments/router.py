"""Work for whole grids over HTTP: giving it to all of a place, seeing it, taking it back."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import department_of
from shequ_api.features.grid_assignments import queries
from shequ_api.features.grid_assignments.permissions import GridAssignmentPermission
from shequ_api.features.grid_assignments.schemas import (
    GridAssignmentCancellation,
    GridAssignmentDraft,
    GridAssignmentLine,
    GridAssignmentView,
    GridProgressView,
)
from shequ_api.features.grid_assignments.service import cancelling, giving
from shequ_api.features.grid_assignments.showing import assignment_view, progress_line
from shequ_api.features.patrol_tasks.public import PatrolTask, TaskState
from shequ_api.features.task_admission.public import (
    AssignedTask,
    Giver,
    Registered,
    TaskAssignment,
    TaskType,
    refuse_anothers,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["task_admission"])
NEWEST = [TaskAssignment.made_at, TaskAssignment.id]
Viewer = Annotated[Actor, Depends(may(GridAssignmentPermission.VIEW))]


async def assignment_in_scope(
    assignment_id: UUID, actor: AnyActor, session: Session
) -> TaskAssignment:
    """Work for whole grids that was given in the actor's district."""
    found = await session.scalar(
        select(TaskAssignment).where(
            TaskAssignment.id == assignment_id, TaskAssignment.grid_kind.is_not(None)
        )
    )
    if found is None or not actor.covers(found):
        raise Absent
    return found


TheAssignment = Annotated[TaskAssignment, Depends(assignment_in_scope)]


@router.post("/task-types/{type_id}/grid-assignments", status_code=201)
@moves
async def assign_to_grids(
    draft: GridAssignmentDraft, task_type: Registered, actor: Giver, session: Session, now: Now
) -> GridAssignmentView:
    """整格派发: Have each grid of a place visit all that was admitted in it, or so many; within the
    quotas, which count the places: for all grids, or for none.

    One task for each grid, for types whose `target_kind` is `grid`; all others are given by
    `assign_tasks`.
    """
    refuse_anothers(await department_of(session, actor), task_type)
    place = await session.get(Place, draft.place_id)
    made = await giving.give(session, actor, task_type, place, draft, now=now)
    return await assignment_view(session, made)


@router.get("/grid-assignments")
async def list_grid_assignments(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    type_id: Annotated[UUID | None, Query(description="Only of this type")] = None,
) -> Page[GridAssignmentLine]:
    """整格派发列表: What departments gave to whole grids of my district, the latest first."""
    lines = queries.assignment_lines(in_scope(actor, TaskAssignment))
    if type_id is not None:
        lines = lines.where(TaskAssignment.type_id == type_id)
    rows, cursor = await page_of(session, lines, NEWEST, paging)
    return Page(items=[GridAssignmentLine(**row) for row in rows], next_cursor=cursor)


@router.get("/grid-assignments/{assignment_id}")
async def get_grid_assignment(
    assignment: TheAssignment, _: Viewer, session: Session
) -> GridAssignmentView:
    """查看整格派发: How far it is: of how many places somebody went to how many."""
    return await assignment_view(session, assignment)


@router.get("/grid-assignments/{assignment_id}/grids")
async def list_grid_progress(
    assignment: TheAssignment,
    _: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[TaskState | None, Query(description="Only those in this state")] = None,
) -> Page[GridProgressView]:
    """整格派发进度: How far each grid is."""
    lines = queries.grid_lines(assignment.id)
    if state is not None:
        lines = lines.where(PatrolTask.state == state)
    rows, cursor = await page_of(session, lines, [AssignedTask.id], paging, ascending=True)
    return Page(items=[progress_line(row) for row in rows], next_cursor=cursor)


@router.post("/grid-assignments/{assignment_id}/cancellation")
async def cancel_grid_assignment(
    why: GridAssignmentCancellation,
    assignment: TheAssignment,
    actor: Giver,
    session: Session,
    now: Now,
) -> GridAssignmentView:
    """撤回整格派发: Nobody need do it any more. What was not done is free again in the quotas."""
    task_type = await session.get_one(TaskType, assignment.type_id)
    refuse_anothers(await department_of(session, actor), task_type)
    await cancelling.cancel(session, actor, assignment, reason=why.reason, now=now)
    return await assignment_view(session, assignment)
