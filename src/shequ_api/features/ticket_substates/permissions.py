from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketSubstatePermission(StrEnum):
    VIEW = "ticket_substate:view"
    SET = "ticket_substate:set"
    MANAGE = "ticket_substate:manage"


_VIEW = {TicketSubstatePermission.VIEW}
_SET = {TicketSubstatePermission.VIEW, TicketSubstatePermission.SET}
_MANAGE = {TicketSubstatePermission.VIEW, TicketSubstatePermission.MANAGE}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _SET,
    Role.GENERAL_GRID_WORKER: _SET,
    Role.GRID_CHIEF: _SET,
    Role.COMMUNITY_WORKER: _SET | _MANAGE,
    Role.SUBDISTRICT_ADMINISTRATOR: _MANAGE,
    Role.DISTRICT_ADMINISTRATOR: _MANAGE,
    Role.CITY_ADMINISTRATOR: _VIEW,
    Role.DEPARTMENT_OFFICER: _SET,
    Role.PARTNER: _SET,
}
