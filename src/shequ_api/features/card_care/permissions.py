from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CardCarePermission(StrEnum):
    VIEW_OWN = "points_card:overview"
    VIEW = "card_freeze:view"
    FREEZE = "card_freeze:decide"
    LOOK = "points_card:look"


_FREEZE = {CardCarePermission.VIEW, CardCarePermission.FREEZE}
GRANTS: Grants = {
    Role.RESIDENT: {CardCarePermission.VIEW_OWN},
    Role.COMMUNITY_WORKER: {CardCarePermission.VIEW, CardCarePermission.LOOK},
    Role.SUBDISTRICT_ADMINISTRATOR: _FREEZE | {CardCarePermission.LOOK},
    Role.DISTRICT_ADMINISTRATOR: _FREEZE | {CardCarePermission.LOOK},
    Role.AUDITOR: {CardCarePermission.VIEW},
}
