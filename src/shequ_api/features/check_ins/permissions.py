from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CheckInPermission(StrEnum):
    MAKE = "check_in:make"
    VIEW = "check_in:view"
    REVIEW = "check_in:review"


GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {CheckInPermission.MAKE},
    Role.GENERAL_GRID_WORKER: {CheckInPermission.MAKE, CheckInPermission.VIEW},
    Role.GRID_CHIEF: {CheckInPermission.VIEW, CheckInPermission.REVIEW},
    Role.COMMUNITY_WORKER: {CheckInPermission.VIEW, CheckInPermission.REVIEW},
}
