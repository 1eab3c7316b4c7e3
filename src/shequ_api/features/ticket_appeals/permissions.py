from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketAppealPermission(StrEnum):
    APPEAL = "ticket:appeal"
    DECIDE = "ticket_appeal:decide"


_DECIDERS = {TicketAppealPermission.DECIDE}
GRANTS: Grants = {
    Role.RESIDENT: {TicketAppealPermission.APPEAL},
    Role.SUBDISTRICT_ADMINISTRATOR: _DECIDERS,
    Role.DISTRICT_ADMINISTRATOR: _DECIDERS,
}
