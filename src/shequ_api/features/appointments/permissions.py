from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class AppointmentPermission(StrEnum):
    BOOK = "appointment:book"
    SERVE = "appointment:serve"
    """See who comes when, check them in, book for whoever stands there."""
    MANAGE = "appointment_counter:manage"


P = AppointmentPermission
_STAFF = {P.SERVE, P.MANAGE}
GRANTS: Grants = {
    Role.RESIDENT: {P.BOOK},
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF,
}
LEVELS: Levels = {P.BOOK: IdentityLevel.PHONE}
