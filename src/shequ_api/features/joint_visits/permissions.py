from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class JointVisitPermission(StrEnum):
    ATTEND = "visit:attend"
    """Concerns visits that one was invited to."""


GRANTS: Grants = {Role.RESIDENT: {JointVisitPermission.ATTEND}}
