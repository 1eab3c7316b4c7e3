from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class AuditPermission(StrEnum):
    VIEW_ENTRIES = "audit_entry:view"
    VIEW_LOOKS = "access_look:view"


_ENTRIES = {AuditPermission.VIEW_ENTRIES}

GRANTS: Grants = {
    Role.AUDITOR: set(AuditPermission),
    Role.SUBDISTRICT_ADMINISTRATOR: _ENTRIES,
    Role.DISTRICT_ADMINISTRATOR: _ENTRIES,
    Role.CITY_ADMINISTRATOR: _ENTRIES,
}
