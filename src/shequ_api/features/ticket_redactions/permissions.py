from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RedactionPermission(StrEnum):
    MAKE = "ticket_redaction:make"
    OPEN = "ticket_redaction:open_original"


_MAKE = {RedactionPermission.MAKE}
_BOTH = {RedactionPermission.MAKE, RedactionPermission.OPEN}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _MAKE,
    Role.GENERAL_GRID_WORKER: _MAKE,
    Role.GRID_CHIEF: _MAKE,
    Role.COMMUNITY_WORKER: _BOTH,
    Role.SUBDISTRICT_ADMINISTRATOR: _MAKE,
    Role.DISTRICT_ADMINISTRATOR: _BOTH,
}
