"""Roles. Each module grants its own permissions to them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    RESIDENT = "resident"
    """Everybody who is signed in; what it grants concerns the person's own things."""
    MICRO_GRID_WORKER = "micro_grid_worker"
    GENERAL_GRID_WORKER = "general_grid_worker"
    GRID_CHIEF = "grid_chief"
    COMMUNITY_WORKER = "community_worker"
    SUBDISTRICT_ADMINISTRATOR = "subdistrict_administrator"
    DISTRICT_ADMINISTRATOR = "district_administrator"
    CITY_ADMINISTRATOR = "city_administrator"
    AUDITOR = "auditor"
    """Reads who did and who looked at what; changes nothing."""
    DEPARTMENT_OFFICER = "department_officer"
    """Of a department of the district: works on what is handed to them."""
    PARTNER = "partner"
    COMMITTEE_MEMBER = "committee_member"
    """Of a compound's owners' committee (业委会、小区管委会)."""
    CUSTOM = "custom"
    """A permission set of an organisation's or community's own: a row, named by the posting."""


ROLE_TITLES = {
    Role.RESIDENT: "居民",
    Role.MICRO_GRID_WORKER: "微网格员",
    Role.GENERAL_GRID_WORKER: "一般网格员",
    Role.GRID_CHIEF: "总网格长",
    Role.COMMUNITY_WORKER: "社区工作者",
    Role.SUBDISTRICT_ADMINISTRATOR: "街道管理员",
    Role.DISTRICT_ADMINISTRATOR: "区级管理员",
    Role.CITY_ADMINISTRATOR: "市级管理员",
    Role.AUDITOR: "审计员",
    Role.DEPARTMENT_OFFICER: "部门工作人员",
    Role.PARTNER: "社区合伙人",
    Role.COMMITTEE_MEMBER: "业委会（管委会）成员",
    Role.CUSTOM: "自定义身份",
}

Grants = Mapping[Role, AbstractSet[StrEnum]]


class RoleBook:
    """Role → permissions, put together from all modules at start-up."""

    def __init__(
        self,
        grants: list[Grants],
        withheld: AbstractSet[str] = frozenset(),
        held_only_at: Mapping[str, AbstractSet[str]] = MappingProxyType({}),
    ) -> None:
        self._book: dict[Role, frozenset[str]] = {
            role: frozenset(str(p) for grant in grants for p in grant.get(role, set()))
            for role in Role
        }
        given = frozenset(p for permissions in self._book.values() for p in permissions)
        self.withheld = frozenset(str(permission) for permission in withheld)
        """Never part of a custom role, whoever makes it."""
        self.lendable = given - self.withheld - self._book[Role.RESIDENT]
        """What a custom role may hold. (The resident's rights everybody has.)"""
        self._held_only_at = {str(one): kinds for one, kinds in held_only_at.items()}

    def permissions_of(self, role: Role, own: AbstractSet[str] = frozenset()) -> frozenset[str]:
        """What a role may do, the resident's own rights included.

        `own` are those of a custom role, of which none counts that is withheld (by now).
        """
        return self._book[role] | self._book[Role.RESIDENT] | (own & self.lendable)

    def may_be_lent_at(self, permission: str, held_kind: str) -> bool:
        """Whether a custom role held at such a kind of place or grid may have a permission."""
        kinds = self._held_only_at.get(permission)
        return permission in self.lendable and (kinds is None or held_kind in kinds)

    def granted_to(self, role: Role) -> frozenset[str]:
        """What was granted to a role itself."""
        return self._book[role]

    def holders_of(self, permission: str) -> list[Role]:
        """The roles that a permission was granted to, in the order of their table."""
        return [role for role, permissions in self._book.items() if permission in permissions]
