"""Today's stops, and what is late of the days before."""

from datetime import timedelta

from sqlalchemy import case, func, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PatrolTaskPermission
from shequ_api.features.patrol_tasks.queries import own_tasks
from shequ_api.features.patrol_tasks.rules import TASK_TITLES, TaskState

LOOK_BACK = timedelta(days=62)
"""Windows are of one day, those of what is asked once of some weeks; the clock calls what is later
missed."""
PROGRESS = func.concat(
    *("已走访 ", PatrolTask.reached, "/", PatrolTask.target),
    *("，还剩 ", func.greatest(PatrolTask.target - PatrolTask.reached, 0)),
)


def _ready(actor: Actor, day: Day) -> Rows:
    columns = work_columns(
        Place,
        row_id=PatrolTask.id,
        title=PatrolTask.title,
        state=PatrolTask.state,
        opens_at=PatrolTask.opens_at,
        due_at=PatrolTask.closes_at,
        detail=case((PatrolTask.target.is_not(None), PROGRESS), else_=PatrolTask.route_name),
        form_key=PatrolTask.form_key,
    )
    return (
        select(*columns)
        .join(Place, Place.id == PatrolTask.place_id)
        .where(own_tasks(actor), PatrolTask.state == TaskState.READY)
        .where(PatrolTask.opens_at >= day.begins_at - LOOK_BACK)
        .where(PatrolTask.opens_at < day.ends_at)
        .order_by(PatrolTask.closes_at, PatrolTask.position, PatrolTask.id)
    )


DAY_WORK = [
    DayWork(
        key="patrol_tasks",
        title="巡查任务",
        permission=PatrolTaskPermission.PERFORM,
        lines=_ready,
        operation="get_patrol_task",
        parameters={"task_id": "id"},
        states=TASK_TITLES,
        shown=60,
    )
]
