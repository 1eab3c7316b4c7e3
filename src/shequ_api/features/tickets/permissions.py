from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketPermission(StrEnum):
    FILE = "ticket:file"
    RATE = "ticket:rate"
    WITHDRAW = "ticket:withdraw"
    VIEW = "ticket:view"
    ACCEPT = "ticket:accept"
    DECLINE = "ticket:decline"
    ASSIGN = "ticket:assign"
    SETTLE = "ticket:settle"


_OWN = {TicketPermission.FILE, TicketPermission.RATE, TicketPermission.WITHDRAW}
_FIELD = {TicketPermission.VIEW, TicketPermission.SETTLE}

GRANTS: Grants = {
    Role.RESIDENT: _OWN,
    Role.MICRO_GRID_WORKER: _FIELD,
    Role.GENERAL_GRID_WORKER: _FIELD,
    Role.PARTNER: {TicketPermission.SETTLE},
    Role.COMMUNITY_WORKER: _FIELD
    | {TicketPermission.ACCEPT, TicketPermission.DECLINE, TicketPermission.ASSIGN},
    Role.DISTRICT_ADMINISTRATOR: {TicketPermission.VIEW},
}
SETTLERS = frozenset(role for role, given in GRANTS.items() if TicketPermission.SETTLE in given)
"""Roles to whose holders a ticket may be assigned."""
