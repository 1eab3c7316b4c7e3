from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class NeedPermission(StrEnum):
    PLACE = "need:place"
    READ = "need:read"
    TAKE_IN = "need:take_in"
    """Make a need of a ticket."""
    SORT = "need_category:manage"


P = NeedPermission
_DESK = {P.READ, P.TAKE_IN}
GRANTS: Grants = {
    Role.RESIDENT: {P.PLACE},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {P.READ},
    Role.DISTRICT_ADMINISTRATOR: {P.READ, P.SORT},
}
