from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class PrivacyPermission(StrEnum):
    PUBLISH_POLICY = "consent_policy:publish"
    TAKE_COPY = "personal_data:copy"
    ERASE = "personal_data:erase"


GRANTS: Grants = {
    Role.RESIDENT: {PrivacyPermission.TAKE_COPY, PrivacyPermission.ERASE},
    Role.CITY_ADMINISTRATOR: {PrivacyPermission.PUBLISH_POLICY},
}
LEVELS: Levels = {PrivacyPermission.TAKE_COPY: IdentityLevel.PHONE}
"""A copy holds everything: a borrowed phone with an unbound account gets none. Whoever has an
account may have it erased."""
