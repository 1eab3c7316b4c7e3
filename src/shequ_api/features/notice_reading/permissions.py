from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ReadingPermission(StrEnum):
    READ = "notice:read"


GRANTS: Grants = {Role.RESIDENT: {ReadingPermission.READ}}
