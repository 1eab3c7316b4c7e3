from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class MallPermission(StrEnum):
    VIEW = "goods:view"
    OFFER = "goods:offer"
    """Of a partner's own people, for their organisation."""
    OVERSEE = "goods:oversee"
    REVIEW = "goods:review"


_P = MallPermission
_DESK = {_P.OVERSEE, _P.REVIEW}
GRANTS: Grants = {
    Role.RESIDENT: {_P.VIEW},
    Role.PARTNER: {_P.OFFER},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {_P.OVERSEE},
    Role.DISTRICT_ADMINISTRATOR: {_P.OVERSEE},
    Role.CITY_ADMINISTRATOR: {_P.OVERSEE},
    Role.AUDITOR: {_P.OVERSEE},
}
LEVELS: Levels = {_P.OFFER: IdentityLevel.PHONE}
