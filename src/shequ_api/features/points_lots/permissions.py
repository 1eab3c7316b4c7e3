from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ExpiryPermission(StrEnum):
    VIEW = "points_expiry_policy:view"
    SET = "points_expiry_policy:set"


GRANTS: Grants = {
    Role.RESIDENT: {ExpiryPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {ExpiryPermission.SET},
}
