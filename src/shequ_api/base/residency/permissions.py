from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ResidencyPermission(StrEnum):
    VERIFY = "residency:verify"


_AT_THE_DOOR = {ResidencyPermission.VERIFY}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _AT_THE_DOOR,
    Role.GENERAL_GRID_WORKER: _AT_THE_DOOR,
    Role.GRID_CHIEF: _AT_THE_DOOR,
    Role.COMMUNITY_WORKER: _AT_THE_DOOR,
}
