from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class CharityPermission(StrEnum):
    DONATE = "charity:donate"
    VIEW = "charity_pool:view"


GRANTS: Grants = {Role.RESIDENT: set(CharityPermission)}
LEVELS: Levels = {CharityPermission.DONATE: IdentityLevel.PHONE}
