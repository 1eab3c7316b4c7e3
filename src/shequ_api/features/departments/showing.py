"""Showing departments."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.departments import queries
from shequ_api.features.departments.models import Department
from shequ_api.features.departments.schemas import DepartmentView


async def department_view(session: AsyncSession, department: Department) -> DepartmentView:
    """A department as it stands now."""
    await session.flush()
    found = await session.execute(queries.department_lines(Department.id == department.id))
    return DepartmentView(**dict(found.mappings().one()))
