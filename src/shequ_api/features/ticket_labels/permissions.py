from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketLabelPermission(StrEnum):
    VIEW = "ticket_label:view"
    PUT = "ticket_label:put"
    MANAGE = "ticket_label:manage"


_VIEW = {TicketLabelPermission.VIEW}
_PUT = {TicketLabelPermission.VIEW, TicketLabelPermission.PUT}
_MANAGE = {TicketLabelPermission.VIEW, TicketLabelPermission.PUT, TicketLabelPermission.MANAGE}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _PUT,
    Role.GENERAL_GRID_WORKER: _PUT,
    Role.GRID_CHIEF: _PUT,
    Role.COMMUNITY_WORKER: _MANAGE,
    Role.SUBDISTRICT_ADMINISTRATOR: _MANAGE,
    Role.DISTRICT_ADMINISTRATOR: _MANAGE,
    Role.CITY_ADMINISTRATOR: _VIEW,
}
