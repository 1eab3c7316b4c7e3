from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PerformanceReviewPermission(StrEnum):
    VIEW = "performance_review:view"
    CORRECT = "performance_review:correct"


_LOOKS = {PerformanceReviewPermission.VIEW}
_STAFF = {PerformanceReviewPermission.VIEW, PerformanceReviewPermission.CORRECT}
GRANTS: Grants = {
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _LOOKS,
    Role.DISTRICT_ADMINISTRATOR: _LOOKS,
    Role.CITY_ADMINISTRATOR: _LOOKS,
}
