from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class ServiceCertificatePermission(StrEnum):
    HOLD = "service_certificate:hold"
    KEEP = "service_certificate:keep"
    """Of the office that issued it: see, revoke and replace it."""


_KEEP = {ServiceCertificatePermission.KEEP}

GRANTS: Grants = {
    Role.RESIDENT: {ServiceCertificatePermission.HOLD},
    Role.GRID_CHIEF: _KEEP,
    Role.COMMUNITY_WORKER: _KEEP,
    Role.SUBDISTRICT_ADMINISTRATOR: _KEEP,
    Role.DISTRICT_ADMINISTRATOR: _KEEP,
    Role.CITY_ADMINISTRATOR: _KEEP,
}
