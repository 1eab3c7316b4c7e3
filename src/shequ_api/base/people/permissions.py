from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PeoplePermission(StrEnum):
    APPOINT = "posting:appoint"
    VIEW_POSTINGS = "posting:view"
    VIEW_ORGANISATIONS = "organisation:view"
    REGISTER_ORGANISATION = "organisation:register"
    VIEW_VACANCIES = "grid_vacancy:view"
    VIEW_VACANCY_RULES = "vacancy_rule:view"
    SET_VACANCY_RULES = "vacancy_rule:set"
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
_RULES = {PeoplePermission.SET_VACANCY_RULES}

GRANTS: Grants = {
    Role.RESIDENT: {PeoplePermission.VIEW_VACANCY_RULES},
    Role.GRID_CHIEF: _IN_COMMUNITIES,
    Role.COMMUNITY_WORKER: _IN_COMMUNITIES,
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE | _RULES,
    Role.CITY_ADMINISTRATOR: _ABOVE | _RULES,
    Role.AUDITOR: _READ,
}
