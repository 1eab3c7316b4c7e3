from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class PledgePermission(StrEnum):
    PLEDGE = "unit_pledge:make"
    """Of one's own points, or for the partner that one stands for."""
    VIEW = "unit_pledge:view"
    """Concerns one's own."""
    AGREE = "income_share:agree"
    """For the partner that one stands for."""


GRANTS: Grants = {
    Role.RESIDENT: {PledgePermission.PLEDGE, PledgePermission.VIEW},
    Role.PARTNER: {PledgePermission.AGREE},
}
LEVELS: Levels = {
    PledgePermission.PLEDGE: IdentityLevel.PHONE,
    PledgePermission.AGREE: IdentityLevel.PHONE,
}
