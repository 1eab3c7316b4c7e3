from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import GridKind, PlaceKind


class RegisterPermission(StrEnum):
    VIEW = "register:view"
    """Read entries, masked, and search them."""
    EDIT = "register:edit"
    CONFIRM = "register:confirm"
    REVEAL = "register:reveal"
    """See what is masked, with a purpose, which is logged."""
    DECIDE = "register_correction:decide"
    COUNT = "register:count"
    """How much there is and how much of it is stale; nobody's name."""


# Who answers for a micro-grid and its community reads it, and nobody else: those above see counts,
# auditors who looked at what, partners and committees nothing.
_RESPONSIBLE = set(RegisterPermission)
_ABOVE = {RegisterPermission.COUNT}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _RESPONSIBLE,
    Role.GENERAL_GRID_WORKER: _RESPONSIBLE,
    Role.GRID_CHIEF: _RESPONSIBLE,
    Role.COMMUNITY_WORKER: _RESPONSIBLE,
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
    Role.CITY_ADMINISTRATOR: _ABOVE,
}

_HELD_AT: frozenset[str] = frozenset(
    {PlaceKind.COMMUNITY, GridKind.TOTAL, GridKind.GENERAL, GridKind.MICRO}
)
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = dict.fromkeys(_RESPONSIBLE - _ABOVE, _HELD_AT)
"""Nor does a custom role read it who is held at a compound, or above a community."""
