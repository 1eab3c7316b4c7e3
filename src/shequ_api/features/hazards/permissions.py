from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class HazardPermission(StrEnum):
    VIEW = "hazard:view"
    FOLLOW_UP = "hazard:follow_up"
    WAIVE = "hazard:waive"
    DECIDE_WAIVER = "hazard:decide_waiver"
    SET_DEADLINES = "hazard_deadline:set"


_DESK = {
    HazardPermission.VIEW,
    HazardPermission.FOLLOW_UP,
    HazardPermission.WAIVE,
    HazardPermission.DECIDE_WAIVER,
}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {HazardPermission.VIEW},
    Role.GENERAL_GRID_WORKER: {HazardPermission.VIEW, HazardPermission.WAIVE},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {HazardPermission.VIEW, HazardPermission.DECIDE_WAIVER},
    Role.DISTRICT_ADMINISTRATOR: {HazardPermission.VIEW, HazardPermission.SET_DEADLINES},
    Role.CITY_ADMINISTRATOR: {HazardPermission.VIEW},
}
