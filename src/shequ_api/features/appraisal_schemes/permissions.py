from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AppraisalSchemePermission(StrEnum):
    MANAGE = "appraisal_scheme:manage"
    VIEW = "appraisal_scheme:view"


_LOOKS = {AppraisalSchemePermission.VIEW}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _LOOKS,
    Role.GENERAL_GRID_WORKER: _LOOKS,
    Role.GRID_CHIEF: set(AppraisalSchemePermission),
    Role.COMMUNITY_WORKER: set(AppraisalSchemePermission),
    Role.SUBDISTRICT_ADMINISTRATOR: set(AppraisalSchemePermission),
    Role.DISTRICT_ADMINISTRATOR: set(AppraisalSchemePermission),
    Role.CITY_ADMINISTRATOR: _LOOKS,
}
