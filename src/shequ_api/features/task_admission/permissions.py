from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TaskAdmissionPermission(StrEnum):
    REQUEST = "task_type:request"
    VIEW_REQUESTS = "task_type:view_requests"
    REVIEW = "task_type:review"
    ADMIT = "task_type:admit"
    ASSIGN = "task_type:assign"
    VIEW_ASSIGNED = "assigned_task:view"
    RETURN = "assigned_task:return"
    VIEW_LOAD = "task_load:view"


_P = TaskAdmissionPermission
_WORKER = {_P.VIEW_ASSIGNED, _P.RETURN}
_DESK = {_P.VIEW_ASSIGNED, _P.VIEW_LOAD}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _WORKER,
    Role.GENERAL_GRID_WORKER: _WORKER,
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: _DESK | {_P.VIEW_REQUESTS, _P.REVIEW},
    Role.DISTRICT_ADMINISTRATOR: _DESK | {_P.VIEW_REQUESTS, _P.ADMIT},
    Role.CITY_ADMINISTRATOR: {_P.VIEW_LOAD},
    Role.DEPARTMENT_OFFICER: {_P.REQUEST, _P.VIEW_REQUESTS, _P.ASSIGN},
}
