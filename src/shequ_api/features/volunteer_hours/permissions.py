from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class VolunteerPermission(StrEnum):
    VIEW_OWN = "volunteer_hours:view_own"
    VIEW = "volunteer_hours:view"
    SET_POLICY = "volunteer_policy:set"


_VIEW = {VolunteerPermission.VIEW}

GRANTS: Grants = {
    Role.RESIDENT: {VolunteerPermission.VIEW_OWN},
    Role.GRID_CHIEF: _VIEW,
    Role.COMMUNITY_WORKER: _VIEW,
    Role.SUBDISTRICT_ADMINISTRATOR: _VIEW,
    Role.DISTRICT_ADMINISTRATOR: _VIEW | {VolunteerPermission.SET_POLICY},
}
