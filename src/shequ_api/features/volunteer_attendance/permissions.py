from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AttendancePermission(StrEnum):
    MAKE = "volunteer_session:make"
    VIEW = "volunteer_session:view"
    REVIEW = "volunteer_session:review"


_STAFF = {AttendancePermission.VIEW, AttendancePermission.REVIEW}

GRANTS: Grants = {
    Role.RESIDENT: {AttendancePermission.MAKE},
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
}
