from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PatrolPermission(StrEnum):
    INSPECT = "inspection:submit"
    VIEW = "inspection:view"
    REVIEW = "inspection:review"


GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {PatrolPermission.INSPECT, PatrolPermission.VIEW},
    Role.GENERAL_GRID_WORKER: set(PatrolPermission),
    Role.GRID_CHIEF: {PatrolPermission.VIEW, PatrolPermission.REVIEW},
    Role.COMMUNITY_WORKER: {PatrolPermission.VIEW, PatrolPermission.REVIEW},
}
