from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AppraisalClosingPermission(StrEnum):
    ANSWER = "appraisal:answer"
    FREEZE = "appraisal:freeze"


_STAFF = {AppraisalClosingPermission.ANSWER}
_ABOVE = set(AppraisalClosingPermission)
GRANTS: Grants = {
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _ABOVE,
    Role.DISTRICT_ADMINISTRATOR: _ABOVE,
}
