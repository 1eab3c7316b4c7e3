from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class GridAssignmentPermission(StrEnum):
    VIEW = "grid_assignment:view"


_LOOKS = {GridAssignmentPermission.VIEW}
GRANTS: Grants = {
    Role.DEPARTMENT_OFFICER: _LOOKS,
    Role.DISTRICT_ADMINISTRATOR: _LOOKS,
}
