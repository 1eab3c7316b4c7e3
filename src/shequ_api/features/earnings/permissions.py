from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class EarningPermission(StrEnum):
    VIEW_OWN = "earning:view"


GRANTS: Grants = {Role.RESIDENT: {EarningPermission.VIEW_OWN}}
