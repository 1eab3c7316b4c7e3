from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RedrawingPermission(StrEnum):
    VIEW_HISTORY = "place:view_history"
    MOVE = "place:move"
    DEMOLISH = "place:demolish"
    REDRAW = "grid:redraw"


_READERS = {RedrawingPermission.VIEW_HISTORY}
_STAFF = _READERS | {RedrawingPermission.MOVE, RedrawingPermission.REDRAW}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _READERS,
    Role.GENERAL_GRID_WORKER: _READERS,
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    # Homes end with a place: that is not for one community to say.
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF | {RedrawingPermission.DEMOLISH},
    Role.DISTRICT_ADMINISTRATOR: _STAFF | {RedrawingPermission.DEMOLISH},
    Role.AUDITOR: _READERS,
}
