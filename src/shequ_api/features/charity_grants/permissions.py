from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import GridKind, PlaceKind


class GrantPermission(StrEnum):
    PROPOSE = "charity_proposal:propose"
    VIEW = "charity_proposal:view"
    """For whom something is proposed, masked; what for, not."""
    REVEAL = "charity_proposal:reveal"
    """The need in clear, with the photos; the look is logged."""
    APPROVE = "charity_proposal:approve"
    """Say the first word, or decline."""
    CONFIRM = "charity_proposal:confirm"
    """Say the second word, by which points are held."""
    DELIVER = "charity_proposal:deliver"
    RECEIVE = "charity_grant:receive"
    """Concerns what one is granted oneself."""


_AT_THE_DOOR = {GrantPermission.PROPOSE, GrantPermission.VIEW, GrantPermission.DELIVER}
_FIRST = _AT_THE_DOOR | {GrantPermission.REVEAL, GrantPermission.APPROVE}
_COMMUNITY = _FIRST | {GrantPermission.CONFIRM}

# Those who read the register of people, and nobody above them: the last word is the community's.
GRANTS: Grants = {
    Role.RESIDENT: {GrantPermission.RECEIVE},
    Role.MICRO_GRID_WORKER: _AT_THE_DOOR,
    Role.GENERAL_GRID_WORKER: _AT_THE_DOOR | {GrantPermission.REVEAL},
    Role.GRID_CHIEF: _FIRST,
    Role.COMMUNITY_WORKER: _COMMUNITY,
}
LEVELS: Levels = {GrantPermission.RECEIVE: IdentityLevel.PHONE}
_HELD_AT: frozenset[str] = frozenset(
    {PlaceKind.COMMUNITY, GridKind.TOTAL, GridKind.GENERAL, GridKind.MICRO}
)
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = dict.fromkeys(_COMMUNITY, _HELD_AT)
