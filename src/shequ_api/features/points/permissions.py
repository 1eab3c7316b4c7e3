from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PointsPermission(StrEnum):
    VIEW_CARD = "points_card:view"


GRANTS: Grants = {Role.RESIDENT: {PointsPermission.VIEW_CARD}}
