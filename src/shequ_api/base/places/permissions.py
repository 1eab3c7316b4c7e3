from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PlacePermission(StrEnum):
    VIEW = "place:view"
    ESTABLISH = "place:establish"
    RENAME = "place:rename"
    RENAME_DIVISION = "division:rename"
    DRAW_GRID = "grid:draw"
    DRAW_BOUNDARY = "boundary:draw"


_STAFF = {
    PlacePermission.ESTABLISH,
    PlacePermission.RENAME,
    PlacePermission.DRAW_GRID,
    PlacePermission.DRAW_BOUNDARY,
}

GRANTS: Grants = {
    Role.RESIDENT: {PlacePermission.VIEW},
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF,
    Role.DISTRICT_ADMINISTRATOR: _STAFF | {PlacePermission.RENAME_DIVISION},
    Role.CITY_ADMINISTRATOR: {PlacePermission.RENAME_DIVISION},
}
