from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AlarmPermission(StrEnum):
    VIEW = "points_alarm:view"
    DECIDE = "points_alarm:decide"
    SET_RULES = "points_alarm_rule:set"


_VIEW, _DECIDE = {AlarmPermission.VIEW}, {AlarmPermission.DECIDE}

GRANTS: Grants = {
    Role.COMMUNITY_WORKER: _VIEW,
    Role.SUBDISTRICT_ADMINISTRATOR: _VIEW | _DECIDE,
    Role.DISTRICT_ADMINISTRATOR: _VIEW | _DECIDE | {AlarmPermission.SET_RULES},
    Role.AUDITOR: _VIEW,
}
