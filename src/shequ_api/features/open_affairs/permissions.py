from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class OpenAffairsPermission(StrEnum):
    VIEW = "disclosure:view"
    WRITE = "disclosure:write"
    PUBLISH = "disclosure:publish"
    MANAGE = "disclosure_category:manage"


_OFFICE = {
    OpenAffairsPermission.VIEW,
    OpenAffairsPermission.WRITE,
    OpenAffairsPermission.PUBLISH,
}
GRANTS: Grants = {
    Role.GRID_CHIEF: _OFFICE,
    Role.COMMUNITY_WORKER: _OFFICE,
    Role.SUBDISTRICT_ADMINISTRATOR: _OFFICE,
    Role.DISTRICT_ADMINISTRATOR: {*_OFFICE, OpenAffairsPermission.MANAGE},
    Role.AUDITOR: {OpenAffairsPermission.VIEW},
}
