from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class ResidencyPermission(StrEnum):
    CLAIM = "residency:claim"
    """And to see what was claimed."""
    LEAVE = "residency:leave"
    VERIFY = "residency:verify"
    REJECT = "residency:reject"
    END = "residency:end"
    INVITE = "residency:invite"
    VOUCH = "residency:vouch"
    KEEP_HOUSEHOLD = "household:keep"
    """Concerns the household of a dwelling that one owns."""


_FIRST = {ResidencyPermission.CLAIM, ResidencyPermission.LEAVE}
_OWN = {
    ResidencyPermission.INVITE,
    ResidencyPermission.VOUCH,
    ResidencyPermission.KEEP_HOUSEHOLD,
}
_AT_THE_DOOR = {
    ResidencyPermission.VERIFY,
    ResidencyPermission.REJECT,
    ResidencyPermission.END,
}

GRANTS: Grants = {
    Role.RESIDENT: _FIRST | _OWN,
    Role.MICRO_GRID_WORKER: _AT_THE_DOOR,
    Role.GENERAL_GRID_WORKER: _AT_THE_DOOR,
    Role.GRID_CHIEF: _AT_THE_DOOR,
    Role.COMMUNITY_WORKER: _AT_THE_DOOR,
}
LEVELS: Levels = dict.fromkeys(_OWN, IdentityLevel.DWELLING)
