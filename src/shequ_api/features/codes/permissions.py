from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CodePermission(StrEnum):
    VIEW = "place_code:view"
    ISSUE = "place_code:issue"
    REVOKE = "place_code:revoke"
    SEE_CONTACT = "place_contact:view"
    """A grid worker's name and phone in full, on the landing page of a place in scope."""


_GRID_WORKER: set[StrEnum] = {CodePermission.VIEW, CodePermission.SEE_CONTACT}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _GRID_WORKER,
    Role.GENERAL_GRID_WORKER: _GRID_WORKER,
    Role.GRID_CHIEF: set(CodePermission),
    Role.COMMUNITY_WORKER: set(CodePermission),
    Role.SUBDISTRICT_ADMINISTRATOR: set(CodePermission),
    Role.DISTRICT_ADMINISTRATOR: set(CodePermission),
}
