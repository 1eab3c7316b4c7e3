from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CompoundPermission(StrEnum):
    READ_OPEN = "open_compound_file:view"
    VIEW = "compound_file:view"
    EDIT = "compound_file:edit"
    NAME_FIRM = "property_firm:name"
    REVEAL = "compound_contact:reveal"


_DESK = {CompoundPermission.VIEW, CompoundPermission.EDIT, CompoundPermission.REVEAL}

GRANTS: Grants = {
    Role.RESIDENT: {CompoundPermission.READ_OPEN},
    Role.COMMITTEE_MEMBER: {CompoundPermission.VIEW},
    Role.GRID_CHIEF: _DESK,
    Role.COMMUNITY_WORKER: _DESK,
    Role.SUBDISTRICT_ADMINISTRATOR: {CompoundPermission.VIEW, CompoundPermission.EDIT},
    Role.DISTRICT_ADMINISTRATOR: {CompoundPermission.VIEW, CompoundPermission.NAME_FIRM},
    Role.CITY_ADMINISTRATOR: {CompoundPermission.VIEW},
}
