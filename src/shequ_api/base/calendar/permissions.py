from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CalendarPermission(StrEnum):
    SET = "calendar_day:set"


GRANTS: Grants = {Role.CITY_ADMINISTRATOR: {CalendarPermission.SET}}
