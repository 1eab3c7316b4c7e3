from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PlacePermission(StrEnum):
    VIEW = "place:view"
    ESTABLISH = "place:establish"
    DRAW_GRID = "grid:draw"


_STAFF = {PlacePermission.ESTABLISH, PlacePermission.DRAW_GRID}

GRANTS: Grants = {
    Role.RESIDENT: {PlacePermission.VIEW},
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF,
    Role.DISTRICT_ADMINISTRATOR: _STAFF,
}
