from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketHandlingPermission(StrEnum):
    ARBITRATE = "ticket:arbitrate"
    SET_RULE = "ticket_rule:set"


_ARBITERS = {TicketHandlingPermission.ARBITRATE}
GRANTS: Grants = {
    Role.SUBDISTRICT_ADMINISTRATOR: _ARBITERS,
    Role.DISTRICT_ADMINISTRATOR: _ARBITERS | {TicketHandlingPermission.SET_RULE},
}
