from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class FollowupPermission(StrEnum):
    VIEW_VISITS = "return_visit:view"
    MAKE_VISITS = "return_visit:make"
    VIEW_SAMPLES = "quality_check:view"
    MAKE_CHECKS = "quality_check:make"
    DRAW_SAMPLES = "quality_check:draw"


_VIEW = {FollowupPermission.VIEW_VISITS, FollowupPermission.VIEW_SAMPLES}
_LOOK = _VIEW | {FollowupPermission.MAKE_VISITS, FollowupPermission.MAKE_CHECKS}
GRANTS: Grants = {
    Role.GRID_CHIEF: _LOOK,
    Role.COMMUNITY_WORKER: _LOOK,
    Role.SUBDISTRICT_ADMINISTRATOR: _LOOK | {FollowupPermission.DRAW_SAMPLES},
    Role.DISTRICT_ADMINISTRATOR: _LOOK | {FollowupPermission.DRAW_SAMPLES},
    Role.CITY_ADMINISTRATOR: _VIEW,
}
