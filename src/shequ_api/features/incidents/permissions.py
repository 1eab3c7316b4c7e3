from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class IncidentPermission(StrEnum):
    VIEW = "incident:view"
    PUBLISH = "incident:publish"
    END = "incident:end"
    LINK = "incident:link"


_ALL = frozenset(IncidentPermission)
GRANTS: Grants = {
    Role.GRID_CHIEF: _ALL,
    Role.COMMUNITY_WORKER: _ALL,
    Role.SUBDISTRICT_ADMINISTRATOR: _ALL,
    Role.DISTRICT_ADMINISTRATOR: _ALL,
}
