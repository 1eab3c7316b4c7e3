from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServicePermission(StrEnum):
    READ = "service:read"
    KNOW = "service:know"
    """See what is known of oneself, as far as a guide asks for it."""
    KEEP = "service:keep"
    PUBLISH = "service:publish"


_KEEP = {ServicePermission.KEEP}
_PUBLISH = {ServicePermission.KEEP, ServicePermission.PUBLISH}

GRANTS: Grants = {
    Role.RESIDENT: {ServicePermission.READ, ServicePermission.KNOW},
    Role.GRID_CHIEF: _PUBLISH,
    Role.COMMUNITY_WORKER: _KEEP,
    Role.SUBDISTRICT_ADMINISTRATOR: _PUBLISH,
    Role.DISTRICT_ADMINISTRATOR: _PUBLISH,
    Role.CITY_ADMINISTRATOR: _PUBLISH,
}
"""Whoever writes a guide need not be who answers for what the office offers."""
