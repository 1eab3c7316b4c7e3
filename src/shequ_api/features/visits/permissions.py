from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class VisitPermission(StrEnum):
    VIEW = "visit:view"
    PLAN = "visit:plan"
    CONDUCT = "visit:conduct"
    """Begin at the door, and say how it ended."""


_PLANNER = {VisitPermission.VIEW, VisitPermission.PLAN}
_WORKER = _PLANNER | {VisitPermission.CONDUCT}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _WORKER,
    Role.GENERAL_GRID_WORKER: _WORKER,
    Role.GRID_CHIEF: _PLANNER,
    Role.COMMUNITY_WORKER: _PLANNER,
}
INVITED_BY_OFFICE = frozenset(
    {
        Role.PARTNER,
        Role.DEPARTMENT_OFFICER,
        Role.MICRO_GRID_WORKER,
        Role.GENERAL_GRID_WORKER,
        Role.GRID_CHIEF,
        Role.COMMUNITY_WORKER,
    }
)
"""Whoever holds one of these where the visit is comes by it, and no longer than it lasts."""
