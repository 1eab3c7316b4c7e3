"""For whom an officer speaks."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.departments import queries
from shequ_api.features.departments.models import Department
from shequ_api.kit.errors import Absent, Forbidden


class NoDepartment(Forbidden):
    """An officer whom no department has named."""

    code, title = "no_department", "您还没有被登记为本区某个部门的工作人员"


def district_of(actor: Actor) -> UUID:
    """The district in which the actor acts. Above the districts there are no departments."""
    district_id = actor.district_id
    if district_id is None:
        raise Absent
    return district_id


async def department_of(session: AsyncSession, actor: Actor) -> Department:
    """The department for which the actor speaks."""
    department = await session.scalar(queries.department_of(actor))
    if department is None:
        raise NoDepartment
    return department


async def speaks_for(session: AsyncSession, person_id: UUID, department_id: UUID) -> bool:
    """Whether somebody is an officer of a department, under whatever posting they act."""
    return bool(await session.scalar(queries.is_officer(department_id, person_id)))
