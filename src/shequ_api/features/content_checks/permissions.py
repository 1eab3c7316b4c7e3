from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ContentPermission(StrEnum):
    JUDGE = "content_check:judge"
    WORDS = "content_check:words"


_JUDGE = {ContentPermission.JUDGE}

GRANTS: Grants = {
    Role.COMMUNITY_WORKER: _JUDGE,
    Role.SUBDISTRICT_ADMINISTRATOR: _JUDGE,
    Role.DISTRICT_ADMINISTRATOR: {ContentPermission.JUDGE, ContentPermission.WORDS},
    Role.CITY_ADMINISTRATOR: {ContentPermission.WORDS},
}
