from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PeoplePermission(StrEnum):
    APPOINT = "posting:appoint"
    VIEW_POSTINGS = "posting:view"
    VIEW_ORGANISATIONS = "organisation:view"
    REGISTER_ORGANISATION = "organisation:register"
    VIEW_VACANCIES = "grid_vacancy:view"
    DISABLE = "person:disable"
    MERGE = "person:merge"


_READ = {
    PeoplePermission.VIEW_POSTINGS,
    PeoplePermission.VIEW_ORGANISATIONS,
    PeoplePermission.VIEW_VACANCIES,
}
_IN_COMMUNITIES = _READ | {
    PeoplePermission.APPOINT,
    PeoplePermission.REGISTER_ORGANISATION,
    PeoplePermission.MERGE,
}
"""`MERGE` is for the counter: somebody comes with both their accounts, and a code of each."""
_ABOVE = _READ | {PeoplePermission.APPOINT, PeoplePermission.DISABLE}

GRANTS: Grants = {
    Role.GRID_CHIEF: _IN_COMMUNITIES,
    Role.COMMUNITY_WORKER: _IN_COMMUNITIES,
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
    Role.CITY_ADMINISTRATOR: _ABOVE,
    Role.AUDITOR: _READ,
}
