from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class HomeVisitPermission(StrEnum):
    REPLY = "visit:reply"
    """Concerns visits to where one lives."""


GRANTS: Grants = {Role.RESIDENT: {HomeVisitPermission.REPLY}}
