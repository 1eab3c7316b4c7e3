from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PerformanceClosingPermission(StrEnum):
    ANSWER = "performance_review:answer"
    FREEZE = "performance_review:freeze"


_STAFF = {PerformanceClosingPermission.ANSWER}
_ABOVE = set(PerformanceClosingPermission)
GRANTS: Grants = {
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
}
