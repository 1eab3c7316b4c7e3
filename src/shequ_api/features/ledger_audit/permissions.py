from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class LedgerAuditPermission(StrEnum):
    VIEW = "ledger_audit:view"


_ALL = set(LedgerAuditPermission)

GRANTS: Grants = {
    Role.AUDITOR: _ALL,
    Role.DISTRICT_ADMINISTRATOR: _ALL,
    Role.CITY_ADMINISTRATOR: _ALL,
}
