from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class NotificationPermission(StrEnum):
    CHOOSE = "notification:choose"
    SET_QUIET_HOURS = "notification:set_quiet_hours"


GRANTS: Grants = {
    Role.RESIDENT: {NotificationPermission.CHOOSE},
    Role.DISTRICT_ADMINISTRATOR: {NotificationPermission.SET_QUIET_HOURS},
}
