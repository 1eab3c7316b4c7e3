from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServingPermission(StrEnum):
    SHOW = "service_card:show"
    """One's own: what is shown of oneself where one serves."""


GRANTS: Grants = {Role.RESIDENT: {ServingPermission.SHOW}}
