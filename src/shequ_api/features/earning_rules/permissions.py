from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class EarningRulePermission(StrEnum):
    VIEW_RULES = "earning_rule:view"
    SET_RULES = "earning_rule:set"


GRANTS: Grants = {
    Role.RESIDENT: {EarningRulePermission.VIEW_RULES},
    Role.GRID_CHIEF: {EarningRulePermission.SET_RULES},
    Role.COMMUNITY_WORKER: {EarningRulePermission.SET_RULES},
    Role.DISTRICT_ADMINISTRATOR: {EarningRulePermission.SET_RULES},
}
