"""Roles. Each module grants its own permissions to them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum


class Role(StrEnum):
    RESIDENT = "resident"
    """Everybody who is signed in; what it grants concerns the person's own things."""
    MICRO_GRID_WORKER = "micro_grid_worker"
    GENERAL_GRID_WORKER = "general_grid_worker"
    COMMUNITY_WORKER = "community_worker"
    PARTNER = "partner"
    DISTRICT_ADMINISTRATOR = "district_administrator"


ROLE_TITLES = {
    Role.RESIDENT: "居民",
    Role.MICRO_GRID_WORKER: "微网格员",
    Role.GENERAL_GRID_WORKER: "一般网格员",
    Role.COMMUNITY_WORKER: "社区工作者",
    Role.PARTNER: "社区合伙人",
    Role.DISTRICT_ADMINISTRATOR: "区级管理员",
}

Grants = Mapping[Role, AbstractSet[StrEnum]]


class RoleBook:
    """Role → permissions, put together from all modules at start-up."""

    def __init__(self, grants: list[Grants]) -> None:
        self._book: dict[Role, frozenset[str]] = {
            role: frozenset(str(p) for grant in grants for p in grant.get(role, set()))
            for role in Role
        }

    def permissions_of(self, role: Role) -> frozenset[str]:
        """What a role may do, the resident's own rights included."""
        return self._book[role] | self._book[Role.RESIDENT]
