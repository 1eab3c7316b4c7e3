from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RegisterExportPermission(StrEnum):
    EXPORT = "register:export"


_COMMUNITY = set(RegisterExportPermission)

GRANTS: Grants = {Role.GRID_CHIEF: _COMMUNITY, Role.COMMUNITY_WORKER: _COMMUNITY}
