from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ClawbackPermission(StrEnum):
    VIEW = "clawback_policy:view"
    SET = "clawback_policy:set"
    VIEW_DEBTS = "points_debt:view"


GRANTS: Grants = {
    Role.RESIDENT: {ClawbackPermission.VIEW, ClawbackPermission.VIEW_DEBTS},
    Role.DISTRICT_ADMINISTRATOR: {ClawbackPermission.SET},
}
