from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PatrolPermission(StrEnum):
    INSPECT = "inspection:submit"
    VIEW = "inspection:view"
    EDIT = "inspection:edit"
    REVIEW = "inspection:review"
    DELETE = "inspection:delete"


_REVIEWING = {PatrolPermission.VIEW, PatrolPermission.EDIT, PatrolPermission.REVIEW}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {
        PatrolPermission.INSPECT,
        PatrolPermission.VIEW,
        PatrolPermission.EDIT,
    },
    Role.GENERAL_GRID_WORKER: _REVIEWING | {PatrolPermission.INSPECT},
    Role.GRID_CHIEF: _REVIEWING,
    Role.COMMUNITY_WORKER: _REVIEWING,
    Role.SUBDISTRICT_ADMINISTRATOR: {PatrolPermission.DELETE},
    Role.DISTRICT_ADMINISTRATOR: {PatrolPermission.DELETE},
}
