from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PartnerTermsPermission(StrEnum):
    VIEW = "partner_terms:view"
    PUBLISH = "partner_terms:publish"


_PUBLISHES = {PartnerTermsPermission.PUBLISH}
GRANTS: Grants = {
    Role.RESIDENT: {PartnerTermsPermission.VIEW},
    Role.GRID_CHIEF: _PUBLISHES,
    Role.COMMUNITY_WORKER: _PUBLISHES,
    Role.DISTRICT_ADMINISTRATOR: _PUBLISHES,
}
