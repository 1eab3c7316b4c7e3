from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CertificatePermission(StrEnum):
    HOLD = "volunteer_certificate:hold"


GRANTS: Grants = {Role.RESIDENT: {CertificatePermission.HOLD}}
