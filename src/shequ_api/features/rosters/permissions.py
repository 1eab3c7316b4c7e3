from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RosterPermission(StrEnum):
    DECIDE = "roster:decide"
    """One's own: agree to be shown, or not."""
    VIEW = "roster:view"
    PROPOSE = "roster:propose"
    REVEAL = "roster:reveal"
    """The name behind an entry that is not shown; each look is logged."""


_OFFICE = {RosterPermission.VIEW, RosterPermission.PROPOSE, RosterPermission.REVEAL}
GRANTS: Grants = {
    Role.RESIDENT: {RosterPermission.DECIDE},
    Role.GRID_CHIEF: _OFFICE,
    Role.COMMUNITY_WORKER: _OFFICE,
    Role.SUBDISTRICT_ADMINISTRATOR: {RosterPermission.VIEW},
}
