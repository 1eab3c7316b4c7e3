from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import PlaceKind


class CardLevelPermission(StrEnum):
    VIEW = "card_ladder:view"
    SET = "card_ladder:set"


GRANTS: Grants = {
    Role.RESIDENT: {CardLevelPermission.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {CardLevelPermission.SET},
    Role.CITY_ADMINISTRATOR: {CardLevelPermission.SET},
}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    CardLevelPermission.SET: frozenset({PlaceKind.DISTRICT, PlaceKind.CITY})
}
