"""Reads of departments."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import in_force
from shequ_api.features.departments.models import Department, DepartmentOfficer
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def department_of(actor: Actor) -> Select[Department]:
    """The department for which the actor speaks in their district."""
    return (
        select(Department)
        .join(DepartmentOfficer, DepartmentOfficer.department_id == Department.id)
        .where(DepartmentOfficer.person_id == actor.person_id)
        .where(DepartmentOfficer.district_id == actor.district_id)
    )


def is_officer(department_id: UUID, person_id: UUID) -> Select[bool]:
    """Whether somebody speaks for a department, under whatever posting."""
    return select(
        exists().where(
            DepartmentOfficer.department_id == department_id,
            DepartmentOfficer.person_id == person_id,
        )
    )


def holds_office(person_ids: list[UUID], district_id: UUID, on: date) -> Select[UUID]:
    """Those of some persons who are officers of departments in a district."""
    return select(Posting.person_id).where(
        Posting.person_id.in_(person_ids),
        Posting.role == Role.DEPARTMENT_OFFICER,
        Posting.district_id == district_id,
        in_force(on),
    )


@built_once
def department_lines() -> Rows:
    """Departments with the number of their officers."""
    officers = (
        select(func.count())
        .select_from(DepartmentOfficer)
        .where(DepartmentOfficer.department_id == Department.id)
        .scalar_subquery()
    )
    return select(Department.id, Department.name, Department.made_at, officers.label("officers"))
