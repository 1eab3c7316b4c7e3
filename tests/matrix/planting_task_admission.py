"""At each site of a district a department with its types: requested, recommended, admitted, and
suspended; where there is a dwelling, a task of the latter two; and what was asked past the gate."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.departments.models import Department, DepartmentOfficer
from shequ_api.features.patrol_tasks.public import Wanted, make_once
from shequ_api.features.task_admission.flow import Standing
from shequ_api.features.task_admission.models import (
    AssignedTask,
    TaskAssignment,
    TaskType,
)
from shequ_api.features.task_admission.rules import month_of
from shequ_api.features.task_admission.schemas import TaskTypeAdmission, TaskTypeDraft
from shequ_api.features.task_admission.service import deciding
from shequ_api.features.task_caps.models import TaskCap
from shequ_api.features.unadmitted_requests import service as reporting
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, person, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

QUOTAS = {"quota_per_grid_month": 50, "quota_total": 500}
WHY = "网格可以承担"


def wanted(place_id: str, title: str) -> dict[str, Any]:
    """What a department asks for in a place."""
    return {
        "title": title,
        "content": "到每栋楼检查消防通道",
        "legal_basis": "《消防法》第六条",
        "funding": "每栋补贴 5 元",
        "place_id": place_id,
        "target_kind": "building",
        "frequency": "yearly",
        "estimated_minutes": 15,
    }


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.subdistrict and site.worker and site.community):
        return
    department = await _department(ground, world, site)
    types = {
        name: await _type(ground, site, department, word(site, name, closed=closed), upto)
        for name, closed, upto in (
            ("requested_type", True, 0),
            ("recommended_type", True, 1),
            ("task_type", False, 2),
            ("suspended_type", False, 3),
        )
    }
    site.things |= {name: str(one.id) for name, one in types.items()}
    site.things["department"] = str(department.id)
    site.things["capped"] = await _capped(ground, site)
    if site.dwelling:
        site.things["assigned_task"] = await _task(ground, site, types["task_type"])
        site.things["void_task"] = await _task(ground, site, types["suspended_type"])
    if site.grid:
        site.things["unadmitted_request"] = await _unadmitted(ground, site)


async def _capped(ground: Ground, site: Site) -> str:
    """A cap of the site's subdistrict, far above what anybody gives here."""
    if await ground.session.get(TaskCap, UUID(site.subdistrict)) is None:
        made = TaskCap(
            place_id=UUID(site.subdistrict),
            district_id=UUID(site.district),
            tasks=9_999,
            minutes=None,
            reason=WHY,
            set_by_id=UUID(site.worker),
            set_at=ground.now,
        )
        ground.session.add(made)
        await ground.session.flush()
    return site.subdistrict


async def _department(ground: Ground, world: World, site: Site) -> Department:
    made = Department(
        id=new_id(),
        district_id=UUID(site.district),
        name=word(site, "department", closed=False),
        made_by_id=UUID(site.worker),
        made_at=ground.now,
    )
    ground.session.add(made)
    await ground.session.flush()
    if site.key == "home":
        officer = DepartmentOfficer(
            district_id=made.district_id,
            person_id=UUID(world.people["department_officer"]),
            department_id=made.id,
        )
        ground.session.add(officer)
    return made


async def admitted_type(
    ground: Ground, site: Site, department: Department, title: str, **changes: Any
) -> TaskType:
    """By which work may be given."""
    return await _type(ground, site, department, title, 2, **changes)


async def _type(
    ground: Ground, site: Site, department: Department, title: str, upto: int, **changes: Any
) -> TaskType:
    """Asked for, and so many steps further."""
    place = await ground.session.get_one(Place, UUID(site.community))
    draft = TaskTypeDraft.model_validate(wanted(site.community, title) | changes)
    asker = somebody(site.worker)
    made = await deciding.ask(
        ground.session,
        asker,
        department,
        place,
        draft,
        subdistrict=None,
        form_fits=True,
        now=ground.now,
    )
    await ground.session.flush()
    decider = somebody(await person(ground, None))
    if upto > 0:
        await deciding.review(
            ground.session, decider, made, agreed=True, reason=WHY, now=ground.now
        )
    if upto > 1:
        day = china_date(ground.now)
        admission = TaskTypeAdmission(
            agreed=True,
            reason=WHY,
            valid_from=day,
            valid_to=day + timedelta(days=90),
            **QUOTAS,
        )
        await deciding.admit(ground.session, decider, made, admission, now=ground.now)
    if upto > 2:
        await ground.session.flush()
        made.used_total = 1
        await ground.session.flush()
        await deciding.set_standing(
            ground.session,
            decider,
            made,
            standing=Standing.SUSPENDED,
            reason=WHY,
            now=ground.now,
        )
    await ground.session.flush()
    return made


async def _task(ground: Ground, site: Site, task_type: TaskType) -> str:
    place = await ground.session.get_one(Place, UUID(site.dwelling))
    day = china_date(ground.now)
    assignment = TaskAssignment(
        id=new_id(),
        type_id=task_type.id,
        district_id=task_type.district_id,
        place_id=place.id,
        opens_on=day,
        closes_on=day,
        tasks=1,
        grids=1,
        made_by_id=UUID(site.worker),
        made_at=ground.now,
    )
    ground.session.add(assignment)
    await ground.session.flush()
    task_id = new_id()
    made = await make_once(
        ground.session,
        [
            Wanted(
                source_kind="admitted_task",
                source_id=task_id,
                located=located_at(place),
                title=task_type.title,
                route_name="准入事项",
                form_key=None,
                opens_at=ground.now + timedelta(days=20),
                closes_at=ground.now + timedelta(days=21),
            )
        ],
    )
    ground.session.add(
        AssignedTask(
            **located_at(place),
            id=task_id,
            assignment_id=assignment.id,
            type_id=task_type.id,
            department_id=task_type.department_id,
            patrol_task_id=made[task_id],
            month=month_of(day),
            opens_on=day,
            minutes=15,
        )
    )
    await ground.session.flush()
    return str(task_id)


async def _unadmitted(ground: Ground, site: Site) -> str:
    grid = await ground.session.get_one(Grid, UUID(site.grid))
    reporter = somebody(site.worker, Scope("micro_grid_id", grid.id))
    made = await reporting.report(
        ground.session,
        reporter,
        grid,
        asked_by=word(site, "asked_by"),
        content=word(site, "unadmitted"),
        asked_on=china_date(ground.now),
        now=ground.now,
    )
    return str(made.id)
