from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class SubscriptionPermission(StrEnum):
    RECEIVE = "subscription:receive"
    VIEW = "subscription:view"
    MANAGE = "subscription:manage"


_OFFICE = {SubscriptionPermission.VIEW}
GRANTS: Grants = {
    Role.RESIDENT: {SubscriptionPermission.RECEIVE},
    Role.GRID_CHIEF: _OFFICE,
    Role.COMMUNITY_WORKER: _OFFICE,
    Role.SUBDISTRICT_ADMINISTRATOR: _OFFICE,
    Role.DISTRICT_ADMINISTRATOR: _OFFICE,
    Role.CITY_ADMINISTRATOR: _OFFICE | {SubscriptionPermission.MANAGE},
}
