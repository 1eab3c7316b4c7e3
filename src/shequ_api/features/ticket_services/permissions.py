from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServicePermission(StrEnum):
    DEFINE = "ticket_service:define"
    ARRANGE = "ticket_service:arrange"


GRANTS: Grants = {
    Role.COMMUNITY_WORKER: {ServicePermission.ARRANGE},
    Role.DISTRICT_ADMINISTRATOR: {ServicePermission.DEFINE},
    Role.CITY_ADMINISTRATOR: {ServicePermission.DEFINE},
}
