from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class UnsealingPermission(StrEnum):
    OPEN = "ticket_reporter:open"
    VIEW = "ticket_reporter_opening:view"
    SET_TERM = "ticket_seal_term:set"


_VIEW = {UnsealingPermission.VIEW}

GRANTS: Grants = {
    Role.AUDITOR: _VIEW,
    Role.DISTRICT_ADMINISTRATOR: set(UnsealingPermission),
    Role.CITY_ADMINISTRATOR: _VIEW,
}
