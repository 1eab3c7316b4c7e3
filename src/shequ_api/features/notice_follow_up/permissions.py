from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class FollowUpPermission(StrEnum):
    FOLLOW_UP = "notice:follow_up"


_OFFICE = {FollowUpPermission.FOLLOW_UP}
GRANTS: Grants = {
    Role.GRID_CHIEF: _OFFICE,
    Role.COMMUNITY_WORKER: _OFFICE,
    Role.SUBDISTRICT_ADMINISTRATOR: _OFFICE,
    Role.DISTRICT_ADMINISTRATOR: _OFFICE,
}
