from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class ServiceApplicationPermission(StrEnum):
    APPLY = "service_application:apply"
    ASSIST = "service_application:assist"
    """Fill in an application for somebody of one's scope, at the door or at a counter."""


P = ServiceApplicationPermission
GRANTS: Grants = {
    Role.RESIDENT: {P.APPLY},
    Role.MICRO_GRID_WORKER: {P.ASSIST},
    Role.GENERAL_GRID_WORKER: {P.ASSIST},
    Role.GRID_CHIEF: {P.ASSIST},
    Role.COMMUNITY_WORKER: {P.ASSIST},
}
LEVELS: Levels = {P.APPLY: IdentityLevel.PHONE}
