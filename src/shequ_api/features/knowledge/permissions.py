from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class KnowledgePermission(StrEnum):
    READ = "knowledge:read"
    WRITE = "knowledge:write"


_WRITE = {KnowledgePermission.WRITE}

GRANTS: Grants = {
    Role.RESIDENT: {KnowledgePermission.READ},
    Role.GRID_CHIEF: _WRITE,
    Role.COMMUNITY_WORKER: _WRITE,
    Role.SUBDISTRICT_ADMINISTRATOR: _WRITE,
    Role.DISTRICT_ADMINISTRATOR: _WRITE,
    Role.CITY_ADMINISTRATOR: _WRITE,
}
