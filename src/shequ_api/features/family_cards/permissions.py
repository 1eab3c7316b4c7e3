from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class FamilyCardPermission(StrEnum):
    USE = "family_card:use"


GRANTS: Grants = {Role.RESIDENT: {FamilyCardPermission.USE}}
LEVELS: Levels = {FamilyCardPermission.USE: IdentityLevel.DWELLING}
