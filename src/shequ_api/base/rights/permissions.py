from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RightsPermission(StrEnum):
    MANAGE = "custom_role:manage"
    VIEW = "custom_role:view"
    EXPLAIN = "access:explain"


_COMMUNITY: set[StrEnum] = {RightsPermission.MANAGE, RightsPermission.VIEW}
_READ: set[StrEnum] = {RightsPermission.VIEW, RightsPermission.EXPLAIN}

GRANTS: Grants = {
    Role.GRID_CHIEF: _COMMUNITY,
    Role.COMMUNITY_WORKER: _COMMUNITY,
    Role.SUBDISTRICT_ADMINISTRATOR: set(RightsPermission),
    Role.DISTRICT_ADMINISTRATOR: set(RightsPermission),
    Role.CITY_ADMINISTRATOR: _READ,
    Role.AUDITOR: _READ,
}
