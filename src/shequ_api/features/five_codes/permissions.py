from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class FiveCodePermission(StrEnum):
    MANAGE = "five_codes:manage"


_MANAGE = {FiveCodePermission.MANAGE}

GRANTS: Grants = {
    Role.COMMUNITY_WORKER: _MANAGE,
    Role.SUBDISTRICT_ADMINISTRATOR: _MANAGE,
    Role.DISTRICT_ADMINISTRATOR: _MANAGE,
}
