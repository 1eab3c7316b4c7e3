from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import GridKind, PlaceKind


class ConflictPermission(StrEnum):
    DECIDE = "register_conflict:decide"
    """Say what holds where an answer contradicts the register."""


# Not by the worker at the door alone: whoever decides has the grid above, or the community.
GRANTS: Grants = {
    Role.GENERAL_GRID_WORKER: {ConflictPermission.DECIDE},
    Role.GRID_CHIEF: {ConflictPermission.DECIDE},
    Role.COMMUNITY_WORKER: {ConflictPermission.DECIDE},
}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    ConflictPermission.DECIDE: frozenset(
        {PlaceKind.COMMUNITY, GridKind.TOTAL, GridKind.GENERAL, GridKind.MICRO}
    )
}
