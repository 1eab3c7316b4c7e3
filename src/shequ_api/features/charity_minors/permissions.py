from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import PlaceKind


class CharityMinorPermission(StrEnum):
    VIEW = "charity_minor_policy:view"
    SET = "charity_minor_policy:set"


GRANTS: Grants = {
    Role.RESIDENT: {CharityMinorPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {CharityMinorPermission.SET},
    Role.CITY_ADMINISTRATOR: {CharityMinorPermission.SET},
}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    CharityMinorPermission.SET: frozenset({PlaceKind.DISTRICT, PlaceKind.CITY})
}
