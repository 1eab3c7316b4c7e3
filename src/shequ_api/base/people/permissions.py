from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PeoplePermission(StrEnum):
    APPOINT = "posting:appoint"
    VIEW_POSTINGS = "posting:view"
    REGISTER_ORGANISATION = "organisation:register"


_ABOVE = {PeoplePermission.APPOINT, PeoplePermission.VIEW_POSTINGS}

GRANTS: Grants = {
    Role.GRID_CHIEF: set(PeoplePermission),
    Role.COMMUNITY_WORKER: set(PeoplePermission),
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
    Role.CITY_ADMINISTRATOR: _ABOVE,
    Role.AUDITOR: {PeoplePermission.VIEW_POSTINGS},
}
