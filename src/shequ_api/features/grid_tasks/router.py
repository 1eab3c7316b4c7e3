"""Tasks for whole grids over HTTP: what remains to be visited."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.walls import enter_scope, leave_walls
from shequ_api.base.places.models import Place
from shequ_api.features.grid_tasks import queries
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.rules import VisitedKind
from shequ_api.features.grid_tasks.schemas import RemainingPlaceView
from shequ_api.features.patrol_tasks.public import PatrolTask, PatrolTaskPermission, own_tasks
from shequ_api.features.register.public import VIEW as VIEW_REGISTER
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["patrol_tasks"])


class ShopsNotYours(Forbidden):
    """Where shops are registered is read by who answers for the grid; others see how many."""

    code, title = "shops_not_yours", "商铺清单只对负责该网格的人员显示，其他人员只看进度"


async def goal_in_view(task_id: UUID, actor: AnyActor, session: Session) -> GridGoal:
    """The goal of a task for a whole grid inside the actor's scope, or given to them by name."""
    seen = in_view(actor, PatrolTask, PatrolTaskPermission.VIEW, own_tasks(actor))
    goals = select(GridGoal).join(PatrolTask, PatrolTask.id == GridGoal.task_id)
    goal = await session.scalar(goals.where(GridGoal.task_id == task_id, seen))
    if goal is None:
        raise Absent
    return goal


@router.get("/patrol-tasks/{task_id}/remaining-places")
async def list_remaining_places(
    goal: Annotated[GridGoal, Depends(goal_in_view)],
    actor: Annotated[Actor, Depends(may(PatrolTaskPermission.VIEW))],
    session: Session,
    paging: ThePaging,
) -> Page[RemainingPlaceView]:
    """整格任务未走访清单: Where nobody has gone yet for this task, in the order of walking."""
    shops = goal.kind == VisitedKind.SHOP
    if shops:
        if not actor.may(VIEW_REGISTER):
            raise ShopsNotYours
        await enter_scope(session, actor, VIEW_REGISTER)
    order = [queries.walking(), Place.id]
    rows, cursor = await page_of(session, queries.remaining(goal), order, paging, ascending=True)
    if shops:
        await leave_walls(session)
    return Page(items=[RemainingPlaceView(**row) for row in rows], next_cursor=cursor)
