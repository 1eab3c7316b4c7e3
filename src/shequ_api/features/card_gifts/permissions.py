from enum import StrEnum

from shequ_api.base.access.levels import IdentityLevel, Levels
from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import PlaceKind


class CardGiftPermission(StrEnum):
    VIEW = "card_gift_policy:view"
    SET = "card_gift_policy:set"
    GIVE = "card_gift:give"
    RECEIVE = "card_gift:receive"


GRANTS: Grants = {
    Role.RESIDENT: {
        CardGiftPermission.VIEW,
        CardGiftPermission.GIVE,
        CardGiftPermission.RECEIVE,
    },
    Role.DISTRICT_ADMINISTRATOR: {CardGiftPermission.SET},
    Role.CITY_ADMINISTRATOR: {CardGiftPermission.SET},
}
LEVELS: Levels = {CardGiftPermission.GIVE: IdentityLevel.DWELLING}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    CardGiftPermission.SET: frozenset({PlaceKind.DISTRICT, PlaceKind.CITY})
}
