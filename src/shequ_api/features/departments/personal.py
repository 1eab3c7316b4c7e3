"""What this feature keeps about persons: who speaks for a department, and who entered it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.departments.models import Department, DepartmentOfficer
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """For which departments I speak."""
    mine = (
        select(Department.name)
        .join(DepartmentOfficer, DepartmentOfficer.department_id == Department.id)
        .where(DepartmentOfficer.person_id == person_id)
        .order_by(Department.name)
    )
    return {"所属部门": list(await session.scalars(mine))}


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """They speak for no department any more."""
    mine = delete(DepartmentOfficer).where(DepartmentOfficer.person_id == person_id)
    await session.execute(mine, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Who speaks for two departments of a district by two accounts speaks for the kept one's."""
    kept = select(DepartmentOfficer.district_id).where(DepartmentOfficer.person_id == kept_id)
    theirs = DepartmentOfficer.person_id == merged_id
    doubled = delete(DepartmentOfficer).where(theirs, DepartmentOfficer.district_id.in_(kept))
    await session.execute(doubled, execution_options=QUIET)
    persons = (DepartmentOfficer.person_id, Department.made_by_id)
    await repoint(session, persons, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("departments.made_by_id", "department_officers.person_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
