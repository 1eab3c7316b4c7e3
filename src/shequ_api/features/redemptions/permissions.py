from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class RedemptionPermission(StrEnum):
    REDEEM = "redemption:make"
    VIEW = "redemption:view"
    OVERSEE = "redemption:oversee"
    """What is at all stalls of a scope, not at one's own alone."""
    FULFIL = "redemption:fulfil"
    CANCEL = "redemption:cancel"
    """Another's, with a reason: a partner's own."""
    REFUND = "redemption:refund"
    SETTLE = "stall_record:settle"


P = RedemptionPermission
GRANTS: Grants = {
    Role.RESIDENT: {P.REDEEM},
    Role.PARTNER: {P.VIEW, P.FULFIL, P.CANCEL, P.REFUND},
    Role.GRID_CHIEF: {P.VIEW, P.OVERSEE},
    Role.COMMUNITY_WORKER: {P.VIEW, P.OVERSEE, P.REFUND, P.SETTLE},
    Role.SUBDISTRICT_ADMINISTRATOR: {P.VIEW, P.OVERSEE},
    Role.DISTRICT_ADMINISTRATOR: {P.VIEW, P.OVERSEE},
}
LEVELS: Levels = {P.REDEEM: IdentityLevel.PHONE}
