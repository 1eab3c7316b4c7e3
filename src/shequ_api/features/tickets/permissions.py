from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketPermission(StrEnum):
    FILE = "ticket:file"
    ENTER = "ticket:enter"
    WITHDRAW = "ticket:withdraw"
    VIEW = "ticket:view"
    ACCEPT = "ticket:accept"
    DECLINE = "ticket:decline"
    ASSIGN = "ticket:assign"
    PLACE = "ticket:place"
    CATEGORISE = "ticket:categorise"
    SETTLE = "ticket:settle"


_OWN = {TicketPermission.FILE, TicketPermission.WITHDRAW}
_FIELD = {TicketPermission.VIEW, TicketPermission.SETTLE, TicketPermission.ENTER}
_DISPATCH = {
    TicketPermission.ACCEPT,
    TicketPermission.DECLINE,
    TicketPermission.ASSIGN,
    TicketPermission.PLACE,
    TicketPermission.CATEGORISE,
}

GRANTS: Grants = {
    Role.RESIDENT: _OWN,
    Role.MICRO_GRID_WORKER: _FIELD,
    Role.GENERAL_GRID_WORKER: _FIELD,
    Role.GRID_CHIEF: _FIELD | _DISPATCH,
    Role.COMMUNITY_WORKER: _FIELD | _DISPATCH,
    Role.SUBDISTRICT_ADMINISTRATOR: {TicketPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {TicketPermission.VIEW},
    Role.CITY_ADMINISTRATOR: {TicketPermission.VIEW},
    Role.DEPARTMENT_OFFICER: {TicketPermission.SETTLE},
    Role.PARTNER: {TicketPermission.SETTLE},
}
SETTLERS = frozenset(role for role, given in GRANTS.items() if TicketPermission.SETTLE in given)
"""Roles to whose holders a ticket may be assigned."""
