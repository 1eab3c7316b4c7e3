from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class NoticePermission(StrEnum):
    VIEW = "notice:view"
    WRITE = "notice:write"
    REVIEW = "notice:review"


_OFFICE = {
    NoticePermission.VIEW,
    NoticePermission.WRITE,
    NoticePermission.REVIEW,
}
GRANTS: Grants = {
    Role.GRID_CHIEF: _OFFICE,
    Role.COMMUNITY_WORKER: _OFFICE,
    Role.SUBDISTRICT_ADMINISTRATOR: _OFFICE,
    Role.DISTRICT_ADMINISTRATOR: _OFFICE,
}
