from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketRoutingPermission(StrEnum):
    MANAGE = "ticket_routing:manage"
    VIEW = "ticket_routing:view"


_BOTH = set(TicketRoutingPermission)
GRANTS: Grants = {
    Role.GRID_CHIEF: _BOTH,
    Role.COMMUNITY_WORKER: _BOTH,
    Role.SUBDISTRICT_ADMINISTRATOR: _BOTH,
    Role.DISTRICT_ADMINISTRATOR: _BOTH,
    Role.CITY_ADMINISTRATOR: {TicketRoutingPermission.VIEW},
}
