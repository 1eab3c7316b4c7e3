from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketPausePermission(StrEnum):
    PAUSE = "ticket_clock:pause"


_PAUSES = {TicketPausePermission.PAUSE}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _PAUSES,
    Role.GENERAL_GRID_WORKER: _PAUSES,
    Role.GRID_CHIEF: _PAUSES,
    Role.COMMUNITY_WORKER: _PAUSES,
    Role.PARTNER: _PAUSES,
    Role.DEPARTMENT_OFFICER: _PAUSES,
}
