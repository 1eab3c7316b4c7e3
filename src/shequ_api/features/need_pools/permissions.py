from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PoolPermission(StrEnum):
    JOIN = "need_pool:join"
    OVERSEE = "need_pool:oversee"
    """See the worklists and the statistics."""
    GATHER = "need_pool:gather"
    """Open pools, gather needs, and order."""


P = PoolPermission
_DESK = {P.OVERSEE, P.GATHER}
GRANTS: Grants = {
    Role.RESIDENT: {P.JOIN},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {P.OVERSEE},
    Role.DISTRICT_ADMINISTRATOR: {P.OVERSEE},
}
