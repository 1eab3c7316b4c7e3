"""Giving work of an admitted type to all grids of a place at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import Fact
from shequ_api.base.events.models import Job
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.features.grid_assignments.events import GridAssignmentDue
from shequ_api.features.grid_assignments.schemas import GridAssignmentDraft
from shequ_api.features.grid_tasks.public import located_in, sizes_in
from shequ_api.features.task_admission.public import (
    AssignedTask,
    NothingToAssign,
    TargetKind,
    TaskAssignment,
    TaskType,
    month_of,
    refuse_unfit,
    take,
)
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id

MAKE = "grid_assignments.make"
AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})
KINDS = frozenset({GridKind.MICRO, GridKind.GENERAL})


class NotForWholeGrids(NotNow):
    code, title = "task_not_for_whole_grids", "这类事项不是整格事项，请按楼栋或住户派发"


class GridPlaceUnfit(Malformed):
    """Grids as wholes lie in these, and in nothing smaller."""

    code, title = "grid_place_unfit", "整格派发请选择区、街道或社区"


class GridKindUnfit(Malformed):
    code, title = "assigned_grid_kind_unfit", "整格派发只能派给微网格或一般网格"


async def give(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    place: Place | None,
    draft: GridAssignmentDraft,
    *,
    now: datetime,
) -> TaskAssignment:
    """Book a task for each grid of a place in which there is anything to visit, or none at all. It
    weighs what is to be visited; the tasks themselves are made behind this."""
    if draft.grid_kind not in KINDS:
        raise GridKindUnfit(errors=(Fault("/grid_kind", GridKindUnfit.code, GridKindUnfit.title),))
    place = await refuse_unfit(session, task_type, place, draft, now=now)
    if task_type.target_kind != TargetKind.GRID or task_type.visited_kind is None:
        raise NotForWholeGrids
    if place.kind not in AT:
        raise GridPlaceUnfit(
            errors=(Fault("/place_id", GridPlaceUnfit.code, GridPlaceUnfit.title),)
        )
    visited = (task_type.visited_kind, task_type.asset_kind)
    sizes = await sizes_in(session, place, draft.grid_kind, *visited)
    wanted = {each: min(size, draft.visits_each or size) for each, size in sizes.items()}
    if not wanted:
        raise NothingToAssign
    await take(session, task_type, wanted, month_of(draft.opens_on))
    assignment = _assignment(actor, task_type, place, draft, wanted, now)
    session.add(assignment)
    await session.flush()
    await _enter(session, assignment, wanted)
    due = GridAssignmentDue(subject_id=assignment.id, district_id=assignment.district_id)
    ask_for(session, MAKE, due, now)
    return assignment


def _assignment(
    actor: Actor,
    task_type: TaskType,
    place: Place,
    draft: GridAssignmentDraft,
    wanted: dict[UUID, int],
    now: datetime,
) -> TaskAssignment:
    return TaskAssignment(
        id=new_id(),
        type_id=task_type.id,
        type=task_type,
        district_id=task_type.district_id,
        place_id=place.id,
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
        tasks=sum(wanted.values()),
        grids=len(wanted),
        grid_kind=draft.grid_kind,
        visits_each=draft.visits_each,
        made_by_id=actor.person_id,
        made_at=now,
    )


async def _enter(
    session: AsyncSession, assignment: TaskAssignment, wanted: dict[UUID, int]
) -> None:
    """A row for each grid. What has no task yet is what is still to be made."""
    task_type = assignment.type
    grids = await session.scalars(select(Grid).where(Grid.id.in_(wanted)).order_by(Grid.code))
    rows = [
        {
            **located_in(grid),
            "id": new_id(),
            "assignment_id": assignment.id,
            "type_id": task_type.id,
            "department_id": task_type.department_id,
            "month": month_of(assignment.opens_on),
            "opens_on": assignment.opens_on,
            "tasks": wanted[grid.id],
            "minutes": wanted[grid.id] * task_type.estimated_minutes,
        }
        for grid in grids
    ]
    await session.execute(insert(AssignedTask), rows)


def ask_for(session: AsyncSession, job: str, due: Fact, now: datetime) -> None:
    """Have some of an assignment's tasks made or cancelled, behind this transaction. Asking twice
    is fine."""
    session.add(
        Job(
            name=job,
            subject_id=due.subject_id,
            district_id=due.district_id,
            facts=due.model_dump(mode="json"),
            run_at=now,
        )
    )
