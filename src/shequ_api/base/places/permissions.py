from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PlacePermission(StrEnum):
    VIEW = "place:view"
    ESTABLISH = "place:establish"
    DRAW_GRID = "grid:draw"


GRANTS: Grants = {
    Role.RESIDENT: {PlacePermission.VIEW},
    Role.COMMUNITY_WORKER: {PlacePermission.ESTABLISH, PlacePermission.DRAW_GRID},
    Role.DISTRICT_ADMINISTRATOR: {PlacePermission.ESTABLISH, PlacePermission.DRAW_GRID},
}
