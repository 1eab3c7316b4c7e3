from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PointsPermission(StrEnum):
    VIEW_CARD = "points_card:view"
    VIEW_RULES = "earning_rule:view"
    SET_RULES = "earning_rule:set"


GRANTS: Grants = {
    Role.RESIDENT: {PointsPermission.VIEW_CARD, PointsPermission.VIEW_RULES},
    Role.GRID_CHIEF: {PointsPermission.SET_RULES},
    Role.COMMUNITY_WORKER: {PointsPermission.SET_RULES},
    Role.DISTRICT_ADMINISTRATOR: {PointsPermission.SET_RULES},
}
