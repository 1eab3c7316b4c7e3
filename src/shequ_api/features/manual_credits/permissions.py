from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class CreditPermission(StrEnum):
    VIEW = "manual_credit:view"
    ASK = "manual_credit:ask"
    APPROVE = "manual_credit:approve"
    SET_LIMITS = "manual_credit_limit:set"


_VIEW, _ASK = {CreditPermission.VIEW}, {CreditPermission.ASK}
_APPROVE = {CreditPermission.APPROVE}

GRANTS: Grants = {
    Role.GRID_CHIEF: _VIEW | _ASK,
    Role.COMMUNITY_WORKER: _VIEW | _ASK | _APPROVE,
    Role.SUBDISTRICT_ADMINISTRATOR: _VIEW | _APPROVE,
    Role.DISTRICT_ADMINISTRATOR: _VIEW | _APPROVE | {CreditPermission.SET_LIMITS},
    Role.AUDITOR: _VIEW,
}
