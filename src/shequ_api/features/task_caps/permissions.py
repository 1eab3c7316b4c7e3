from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TaskCapPermission(StrEnum):
    VIEW = "task_cap:view"
    SET = "task_cap:set"


_P = TaskCapPermission
GRANTS: Grants = {
    Role.GRID_CHIEF: {_P.VIEW},
    Role.COMMUNITY_WORKER: {_P.VIEW},
    Role.SUBDISTRICT_ADMINISTRATOR: {_P.VIEW, _P.SET},
    Role.DISTRICT_ADMINISTRATOR: {_P.VIEW, _P.SET},
    Role.DEPARTMENT_OFFICER: {_P.VIEW},
}
