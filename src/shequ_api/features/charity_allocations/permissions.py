from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role
from shequ_api.base.places.models import GridKind, PlaceKind


class AllocationPermission(StrEnum):
    MANAGE = "charity_rule:manage"


GRANTS: Grants = {Role.COMMUNITY_WORKER: set(AllocationPermission)}
HELD_ONLY_AT: dict[StrEnum, frozenset[str]] = {
    AllocationPermission.MANAGE: frozenset({PlaceKind.COMMUNITY, GridKind.TOTAL})
}
