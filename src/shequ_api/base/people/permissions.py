from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class PeoplePermission(StrEnum):
    APPOINT = "posting:appoint"
    VIEW_POSTINGS = "posting:view"
    REGISTER_ORGANISATION = "organisation:register"
    VERIFY_RESIDENCY = "residency:verify"


GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {PeoplePermission.VERIFY_RESIDENCY},
    Role.GENERAL_GRID_WORKER: {PeoplePermission.VERIFY_RESIDENCY},
    Role.COMMUNITY_WORKER: set(PeoplePermission),
    Role.DISTRICT_ADMINISTRATOR: {PeoplePermission.APPOINT, PeoplePermission.VIEW_POSTINGS},
}
