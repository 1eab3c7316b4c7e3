from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TicketPressurePermission(StrEnum):
    URGE = "ticket:urge"
    SUPERVISE = "ticket:supervise"
    CALL = "ticket_call:make"
    ANSWER_CALL = "ticket_call:answer"


_P = TicketPressurePermission
_FIELD, _LEVEL = {_P.CALL}, {_P.CALL, _P.ANSWER_CALL}
GRANTS: Grants = {
    Role.RESIDENT: {_P.URGE},
    Role.MICRO_GRID_WORKER: _FIELD,
    Role.GENERAL_GRID_WORKER: _FIELD,
    Role.GRID_CHIEF: _LEVEL,
    Role.COMMUNITY_WORKER: _LEVEL,
    Role.SUBDISTRICT_ADMINISTRATOR: _LEVEL | {_P.SUPERVISE},
    Role.DISTRICT_ADMINISTRATOR: {_P.ANSWER_CALL, _P.SUPERVISE},
    Role.CITY_ADMINISTRATOR: {_P.SUPERVISE},
    Role.DEPARTMENT_OFFICER: {_P.ANSWER_CALL},
}
