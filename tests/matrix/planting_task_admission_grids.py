"""At each site with a grid a type for whole grids, given to that grid: with a task that is open."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.places.models import Grid
from shequ_api.features.departments.models import Department
from shequ_api.features.grid_tasks.public import GridWork, located_in, make_for_grids
from shequ_api.features.task_admission.models import AssignedTask, TaskAssignment, TaskType
from shequ_api.features.task_admission.rules import month_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.planting_task_admission import admitted_type
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.grid and site.worker and site.dwelling and site.of("department")):
        return
    department = await ground.session.get_one(Department, UUID(site.of("department")))
    task_type = await admitted_type(
        ground,
        site,
        department,
        word(site, "grid_type", closed=False),
        target_kind="grid",
        visited_kind="dwelling",
    )
    site.things["grid_type"] = str(task_type.id)
    grid = await ground.session.get_one(Grid, UUID(site.grid))
    assignment, task_id = await _given(ground, site, task_type, grid)
    site.things |= {"grid_assignment": str(assignment.id), "grid_task": str(task_id)}


async def _given(
    ground: Ground, site: Site, task_type: TaskType, grid: Grid
) -> tuple[TaskAssignment, UUID]:
    day = china_date(ground.now)
    assignment = TaskAssignment(
        id=new_id(),
        type_id=task_type.id,
        district_id=task_type.district_id,
        place_id=UUID(site.community),
        opens_on=day,
        closes_on=day + timedelta(days=2),
        tasks=1,
        grids=1,
        grid_kind="micro_grid",
        made_by_id=UUID(site.worker),
        made_at=ground.now,
    )
    ground.session.add(assignment)
    given = AssignedTask(
        **located_in(grid),
        id=new_id(),
        assignment_id=assignment.id,
        type_id=task_type.id,
        department_id=task_type.department_id,
        month=month_of(day),
        opens_on=day,
        minutes=15,
        tasks=1,
    )
    work = GridWork(
        source_kind="admitted_task",
        source_id=given.id,
        order_id=assignment.id,
        grid=grid,
        kind="dwelling",
        asset_kind=None,
        wanted=None,
        title=task_type.title,
        route_name="准入事项（整格）",
        form_key="fire_lanes",
        opens_at=ground.now - timedelta(hours=1),
        closes_at=ground.now + timedelta(days=2),
    )
    made = await make_for_grids(ground.session, [work], now=ground.now)
    given.patrol_task_id = made[given.id]
    ground.session.add(given)
    await ground.session.flush()
    return assignment, made[given.id]
