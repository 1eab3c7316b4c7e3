from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class RatingPermission(StrEnum):
    RATE = "ticket:rate"
    REOPEN = "ticket:reopen"
    VIEW_TERMS = "ticket_terms:view"
    SET_TERMS = "ticket_terms:set"


_STAFF = {RatingPermission.VIEW_TERMS}
GRANTS: Grants = {
    Role.RESIDENT: {RatingPermission.RATE, RatingPermission.REOPEN},
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF,
    Role.DISTRICT_ADMINISTRATOR: _STAFF | {RatingPermission.SET_TERMS},
}
