from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class KnowledgeSearchPermission(StrEnum):
    SEARCH = "knowledge_search:search"
    TUNE = "knowledge_search:tune"


_TUNE = {KnowledgeSearchPermission.TUNE}

GRANTS: Grants = {
    Role.RESIDENT: {KnowledgeSearchPermission.SEARCH},
    Role.DISTRICT_ADMINISTRATOR: _TUNE,
    Role.CITY_ADMINISTRATOR: _TUNE,
}
