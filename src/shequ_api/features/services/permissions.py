from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServicePermission(StrEnum):
    READ = "service:read"
    KEEP = "service:keep"
    PUBLISH = "service:publish"


_KEEP = {ServicePermission.KEEP}
_PUBLISH = {ServicePermission.KEEP, ServicePermission.PUBLISH}

GRANTS: Grants = {
    Role.RESIDENT: {ServicePermission.READ},
    Role.GRID_CHIEF: _PUBLISH,
    Role.COMMUNITY_WORKER: _KEEP,
    Role.SUBDISTRICT_ADMINISTRATOR: _PUBLISH,
    Role.DISTRICT_ADMINISTRATOR: _PUBLISH,
    Role.CITY_ADMINISTRATOR: _PUBLISH,
}
"""Whoever writes a guide need not be who answers for what the office offers."""
