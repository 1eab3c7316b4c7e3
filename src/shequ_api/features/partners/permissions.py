from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role


class PartnerPermission(StrEnum):
    APPLY = "partner:apply"
    VIEW = "partner:view"
    REPRESENT = "partner:represent"
    """Of a partner's own people, for their organisation."""
    OVERSEE = "partner:oversee"
    REVIEW = "partner:review"
    AGREE = "partner_agreement:offer"
    SUSPEND = "partner:suspend"


_P = PartnerPermission
_DESK = {_P.OVERSEE, _P.REVIEW, _P.AGREE, _P.SUSPEND}
GRANTS: Grants = {
    Role.RESIDENT: {_P.APPLY, _P.VIEW},
    Role.PARTNER: {_P.REPRESENT},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {_P.OVERSEE, _P.SUSPEND},
    Role.DISTRICT_ADMINISTRATOR: {_P.OVERSEE, _P.SUSPEND},
    Role.CITY_ADMINISTRATOR: {_P.OVERSEE},
    Role.AUDITOR: {_P.OVERSEE},
}
LEVELS: Levels = {_P.APPLY: IdentityLevel.PHONE, _P.REPRESENT: IdentityLevel.PHONE}
