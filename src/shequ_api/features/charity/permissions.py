from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import GridKind, PlaceKind


class CharityPermission(StrEnum):
    DONATE = "charity:donate"
    VIEW = "charity_pool:view"
    MANAGE = "charity_pool:manage"
    """Open and close the pools of a community, and thank who gave."""


GRANTS: Grants = {
    Role.RESIDENT: {CharityPermission.DONATE, CharityPermission.VIEW},
    Role.COMMUNITY_WORKER: {CharityPermission.MANAGE},
}
LEVELS: Levels = {CharityPermission.DONATE: IdentityLevel.PHONE}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    CharityPermission.MANAGE: frozenset({PlaceKind.COMMUNITY, GridKind.TOTAL})
}
