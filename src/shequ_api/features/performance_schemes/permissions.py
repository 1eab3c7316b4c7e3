from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PerformanceSchemePermission(StrEnum):
    MANAGE = "performance_scheme:manage"
    VIEW = "performance_scheme:view"


_LOOKS = {PerformanceSchemePermission.VIEW}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _LOOKS,
    Role.GENERAL_GRID_WORKER: _LOOKS,
    Role.GRID_CHIEF: set(PerformanceSchemePermission),
    Role.COMMUNITY_WORKER: set(PerformanceSchemePermission),
    Role.SUBDISTRICT_ADMINISTRATOR: set(PerformanceSchemePermission),
    Role.DISTRICT_ADMINISTRATOR: set(PerformanceSchemePermission),
    Role.CITY_ADMINISTRATOR: _LOOKS,
}
MEASURED = frozenset({Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER})
"""Roles whose holders are measured."""
