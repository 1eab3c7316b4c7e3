from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class LimitPermission(StrEnum):
    SET_LIMITS = "ticket_limit:set"
    VIEW = "ticket_block:view"
    BLOCK = "ticket_block:set"
    DECIDE = "ticket_block:decide"


_LIMITS, _VIEW = {LimitPermission.SET_LIMITS}, {LimitPermission.VIEW}
_BLOCK = {LimitPermission.BLOCK}

GRANTS: Grants = {
    Role.COMMUNITY_WORKER: _LIMITS | _VIEW | _BLOCK,
    Role.SUBDISTRICT_ADMINISTRATOR: _VIEW | {LimitPermission.DECIDE},
    Role.DISTRICT_ADMINISTRATOR: _LIMITS | _VIEW | _BLOCK | {LimitPermission.DECIDE},
    Role.AUDITOR: _VIEW,
}
