from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class SlaPolicyPermission(StrEnum):
    VIEW = "sla_policy:view"
    SET = "sla_policy:set"


_LOOKS = {SlaPolicyPermission.VIEW}
_RULES = set(SlaPolicyPermission)
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _LOOKS,
    Role.GENERAL_GRID_WORKER: _LOOKS,
    Role.GRID_CHIEF: _LOOKS,
    Role.COMMUNITY_WORKER: _LOOKS,
    Role.DEPARTMENT_OFFICER: _LOOKS,
    Role.SUBDISTRICT_ADMINISTRATOR: _LOOKS,
    Role.DISTRICT_ADMINISTRATOR: _RULES,
    Role.CITY_ADMINISTRATOR: _RULES,
}
