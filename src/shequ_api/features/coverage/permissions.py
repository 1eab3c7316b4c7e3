from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CoveragePermission(StrEnum):
    VIEW = "coverage:view"


GRANTS: Grants = {
    role: set(CoveragePermission)
    for role in (
        Role.MICRO_GRID_WORKER,
        Role.GENERAL_GRID_WORKER,
        Role.GRID_CHIEF,
        Role.COMMUNITY_WORKER,
        Role.SUBDISTRICT_ADMINISTRATOR,
        Role.DISTRICT_ADMINISTRATOR,
        Role.CITY_ADMINISTRATOR,
    )
}
