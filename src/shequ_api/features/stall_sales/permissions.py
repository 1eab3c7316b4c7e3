from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class StallSalePermission(StrEnum):
    PAY = "stall_sale:pay"
    SELL = "stall_sale:make"
    VIEW = "stall_sale:view"
    REFUND = "stall_sale:refund"


P = StallSalePermission
GRANTS: Grants = {
    Role.RESIDENT: {P.PAY},
    Role.PARTNER: {P.SELL, P.VIEW, P.REFUND},
    Role.GRID_CHIEF: {P.VIEW},
    Role.COMMUNITY_WORKER: {P.VIEW, P.REFUND},
    Role.SUBDISTRICT_ADMINISTRATOR: {P.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {P.VIEW},
}
LEVELS: Levels = {P.PAY: IdentityLevel.PHONE}
