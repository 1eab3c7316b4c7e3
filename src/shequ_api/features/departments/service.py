"""Departments, and who speaks for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.departments import queries
from shequ_api.features.departments.models import Department, DepartmentOfficer
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed, NotNow
from shequ_api.kit.ids import new_id


class OfficerUnfit(Malformed):
    code, title = "officer_unfit", "有人不是本区的部门工作人员"


class OfficerTaken(NotNow):
    """In a district somebody speaks for one department."""

    code, title = "officer_taken", "有人已属于本区另一个部门"


class DepartmentNameTaken(NotNow):
    code, title = "department_name_taken", "本区已有同名部门"


async def register(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    *,
    name: str,
    officer_ids: Sequence[UUID],
    now: datetime,
) -> Department:
    """Enter a department with its officers."""
    department = Department(
        id=new_id(), district_id=district_id, name=name, made_by_id=actor.person_id, made_at=now
    )
    session.add(department)
    await session.flush()
    await set_officers(session, department, officer_ids=officer_ids, now=now)
    return department


async def set_officers(
    session: AsyncSession, department: Department, *, officer_ids: Sequence[UUID], now: datetime
) -> None:
    """Those who speak for it from now on, and nobody else."""
    await session.refresh(department, with_for_update=True)
    wanted = list(dict.fromkeys(officer_ids))
    fit = set(
        await session.scalars(queries.holds_office(wanted, department.district_id, china_date(now)))
    )
    faults = tuple(
        Fault(f"/officer_ids/{n}", OfficerUnfit.code, OfficerUnfit.title)
        for n, person_id in enumerate(officer_ids)
        if person_id not in fit
    )
    if faults:
        raise OfficerUnfit(errors=faults)
    mine = DepartmentOfficer.department_id == department.id
    await session.execute(delete(DepartmentOfficer).where(mine))
    session.add_all(
        DepartmentOfficer(
            district_id=department.district_id, person_id=person_id, department_id=department.id
        )
        for person_id in wanted
    )
    await session.flush()
