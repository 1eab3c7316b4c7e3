from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RegisterImportPermission(StrEnum):
    IMPORT = "register:import"


_COMMUNITY = set(RegisterImportPermission)

GRANTS: Grants = {Role.GRID_CHIEF: _COMMUNITY, Role.COMMUNITY_WORKER: _COMMUNITY}
