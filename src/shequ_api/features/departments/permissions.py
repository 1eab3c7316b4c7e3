from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class DepartmentPermission(StrEnum):
    VIEW = "department:view"
    MANAGE = "department:manage"


GRANTS: Grants = {
    Role.SUBDISTRICT_ADMINISTRATOR: {DepartmentPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {DepartmentPermission.VIEW, DepartmentPermission.MANAGE},
    Role.DEPARTMENT_OFFICER: {DepartmentPermission.VIEW},
}
