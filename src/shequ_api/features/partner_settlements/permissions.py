from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class SettlementPermission(StrEnum):
    VIEW = "settlement:view"
    CONFIRM = "settlement:confirm"
    """And dispute: a partner's own."""
    PREPARE = "settlement:prepare"
    CORRECT = "settlement:correct"
    PAY = "settlement:pay"


P = SettlementPermission
_DESK = {P.VIEW, P.PREPARE, P.CORRECT, P.PAY}
GRANTS: Grants = {
    Role.PARTNER: {P.VIEW, P.CONFIRM},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {P.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {P.VIEW},
    Role.AUDITOR: {P.VIEW},
}
