from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class UnadmittedRequestPermission(StrEnum):
    REPORT = "unadmitted_request:report"
    VIEW = "unadmitted_request:view"


_P = UnadmittedRequestPermission
GRANTS: Grants = {
    Role.MICRO_GRID_WORKER: {_P.REPORT},
    Role.GENERAL_GRID_WORKER: {_P.REPORT},
    Role.GRID_CHIEF: {_P.VIEW, _P.REPORT},
    Role.COMMUNITY_WORKER: {_P.VIEW, _P.REPORT},
    Role.SUBDISTRICT_ADMINISTRATOR: {_P.VIEW},
    Role.DISTRICT_ADMINISTRATOR: {_P.VIEW},
}
