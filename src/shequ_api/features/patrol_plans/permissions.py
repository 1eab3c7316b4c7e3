from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PatrolPlanPermission(StrEnum):
    MANAGE = "patrol_plan:manage"
    VIEW = "patrol_plan:view"


_LOOKS = {PatrolPlanPermission.VIEW}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _LOOKS,
    Role.GENERAL_GRID_WORKER: _LOOKS,
    Role.GRID_CHIEF: set(PatrolPlanPermission),
    Role.COMMUNITY_WORKER: set(PatrolPlanPermission),
    Role.SUBDISTRICT_ADMINISTRATOR: _LOOKS,
    Role.DISTRICT_ADMINISTRATOR: _LOOKS,
    Role.CITY_ADMINISTRATOR: _LOOKS,
}
WALKERS = frozenset({Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER})
"""Roles whose holders walk the routes, and may be named for one."""
