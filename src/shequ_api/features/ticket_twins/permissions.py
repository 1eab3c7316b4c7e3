from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TwinPermission(StrEnum):
    SUPPORT = "ticket:support"
    MERGE = "ticket:merge"
    SPLIT = "ticket:split"


_DISPATCH = {TwinPermission.MERGE, TwinPermission.SPLIT}
GRANTS: Grants = {
    Role.RESIDENT: {TwinPermission.SUPPORT},
    Role.GRID_CHIEF: _DISPATCH,
    Role.COMMUNITY_WORKER: _DISPATCH,
}
