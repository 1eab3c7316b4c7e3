from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AppraisalPermission(StrEnum):
    VIEW = "appraisal:view"
    CORRECT = "appraisal:correct"


_LOOKS = {AppraisalPermission.VIEW}
_STAFF = {AppraisalPermission.VIEW, AppraisalPermission.CORRECT}
GRANTS: Grants = {
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _LOOKS,
    Role.DISTRICT_ADMINISTRATOR: _LOOKS,
    Role.CITY_ADMINISTRATOR: _LOOKS,
}
APPRAISED = frozenset({Role.MICRO_GRID_WORKER, Role.GENERAL_GRID_WORKER})
"""Roles whose holders are appraised."""
