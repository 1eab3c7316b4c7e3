from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PatrolTaskPermission(StrEnum):
    VIEW = "patrol_task:view"
    PERFORM = "patrol_task:perform"
    CANCEL = "patrol_task:cancel"


_WORKER = {PatrolTaskPermission.VIEW, PatrolTaskPermission.PERFORM}
_PLANNER = {PatrolTaskPermission.VIEW, PatrolTaskPermission.CANCEL}
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: _WORKER,
    Role.GENERAL_GRID_WORKER: _WORKER,
    Role.GRID_CHIEF: _PLANNER,
    Role.COMMUNITY_WORKER: _PLANNER,
    Role.SUBDISTRICT_ADMINISTRATOR: {PatrolTaskPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {PatrolTaskPermission.VIEW},
    Role.CITY_ADMINISTRATOR: {PatrolTaskPermission.VIEW},
}
PERFORMERS = frozenset(
    role for role, given in GRANTS.items() if PatrolTaskPermission.PERFORM in given
)
"""Roles whose holders may do a task."""
