from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PeoplePermission(StrEnum):
    APPOINT = "posting:appoint"
    VIEW_POSTINGS = "posting:view"
    REGISTER_ORGANISATION = "organisation:register"
    VERIFY_RESIDENCY = "residency:verify"


_ABOVE = {PeoplePermission.APPOINT, PeoplePermission.VIEW_POSTINGS}

GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {PeoplePermission.VERIFY_RESIDENCY},
    Role.GENERAL_GRID_WORKER: {PeoplePermission.VERIFY_RESIDENCY},
    Role.GRID_CHIEF: set(PeoplePermission),
    Role.COMMUNITY_WORKER: set(PeoplePermission),
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
    Role.CITY_ADMINISTRATOR: _ABOVE,
    Role.AUDITOR: {PeoplePermission.VIEW_POSTINGS},
}
