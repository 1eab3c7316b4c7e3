from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServiceDeskPermission(StrEnum):
    HANDLE = "service_application:handle"


_HANDLE = {ServiceDeskPermission.HANDLE}
GRANTS: Grants = {
    Role.GRID_CHIEF: _HANDLE,
    Role.COMMUNITY_WORKER: _HANDLE,
    Role.SUBDISTRICT_ADMINISTRATOR: _HANDLE,
    Role.DISTRICT_ADMINISTRATOR: _HANDLE,
    Role.CITY_ADMINISTRATOR: _HANDLE,
}
