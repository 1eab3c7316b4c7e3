"""Departments (部门) over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.departments import queries, service
from shequ_api.features.departments.models import Department
from shequ_api.features.departments.permissions import DepartmentPermission
from shequ_api.features.departments.schemas import (
    DepartmentDraft,
    DepartmentOfficers,
    DepartmentView,
)
from shequ_api.features.departments.showing import department_view
from shequ_api.features.departments.speaking import district_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["departments"])


async def department_in_view(department_id: UUID, actor: AnyActor, session: Session) -> Department:
    """A department of the actor's district."""
    found = await session.get(Department, department_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


TheDepartment = Annotated[Department, Depends(department_in_view)]
Viewer = Annotated[Actor, Depends(may(DepartmentPermission.VIEW))]
Manager = Annotated[Actor, Depends(may(DepartmentPermission.MANAGE))]


@router.get("/departments")
async def list_departments(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[DepartmentView]:
    """部门列表: The departments of my district that may ask grids to do something."""
    here = Department.district_id == district_of(actor)
    lines = queries.department_lines(here)
    rows, cursor = await page_of(session, lines, [Department.id], paging)
    return Page(items=[DepartmentView(**row) for row in rows], next_cursor=cursor)


@router.post("/departments", status_code=201)
async def register_department(
    draft: DepartmentDraft, actor: Manager, session: Session, now: Now
) -> DepartmentView:
    """登记部门: Enter a department of my district, and who speaks for it."""
    made = await service.register(
        session,
        actor,
        district_of(actor),
        name=draft.name,
        officer_ids=draft.officer_ids,
        now=now,
    )
    return await department_view(session, made)


@router.put("/departments/{department_id}/officers")
async def set_department_officers(
    wanted: DepartmentOfficers,
    department: TheDepartment,
    _: Manager,
    session: Session,
    now: Now,
) -> DepartmentView:
    """设定部门人员: All who speak for a department from now on."""
    await service.set_officers(session, department, officer_ids=wanted.officer_ids, now=now)
    return await department_view(session, department)
