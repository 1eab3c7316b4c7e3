from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class BudgetPermission(StrEnum):
    VIEW = "points_budget:view"
    SET = "points_budget:set"


_VIEW, _BOTH = {BudgetPermission.VIEW}, {BudgetPermission.VIEW, BudgetPermission.SET}

GRANTS: Grants = {
    Role.GRID_CHIEF: _VIEW,
    Role.COMMUNITY_WORKER: _BOTH,
    Role.SUBDISTRICT_ADMINISTRATOR: _VIEW,
    Role.DISTRICT_ADMINISTRATOR: _BOTH,
    Role.CITY_ADMINISTRATOR: _VIEW,
    Role.AUDITOR: _VIEW,
}
