"""The catalogue: permissions and roles as tables that people read, made from what decides."""

from shequ_api.base.access.levels import LEVEL_TITLES
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people.rules import MAY_APPOINT, SCOPE_KINDS
from shequ_api.base.registry import Module, Registry
from shequ_api.base.rights.schemas import OperationName, PermissionView, RoleView
from shequ_api.kit.http.operations import Operation, Operations

NAMED = 3
"""So many operations give a permission its title."""


def permission_views(registry: Registry, operations: Operations) -> list[PermissionView]:
    """Every permission of every module."""
    return [
        _permission(str(permission), module, registry, operations)
        for module in registry.modules
        for permission in module.permissions or ()
    ]


def title_of(permission: str, module: Module, needing: list[Operation]) -> str | None:
    """By what it lets one do; by the module's word where no operation asks for it."""
    said = {str(key): title for key, title in module.permission_titles.items()}.get(permission)
    if said is not None or not needing:
        return said
    more = "等" if len(needing) > NAMED else ""
    return "、".join(operation.title for operation in needing[:NAMED]) + more


def titles_of(registry: Registry, operations: Operations) -> dict[str, str]:
    """Permission → title."""
    return {view.permission: view.title for view in permission_views(registry, operations)}


def _permission(
    permission: str, module: Module, registry: Registry, operations: Operations
) -> PermissionView:
    needing = operations.needing(permission)
    level = registry.levels.needed_for(permission)
    return PermissionView(
        permission=permission,
        title=title_of(permission, module, needing) or permission,
        module=module.name,
        module_title=module.title,
        level=int(level),
        level_title=LEVEL_TITLES[level],
        roles=registry.roles.holders_of(permission),
        grantable=permission in registry.roles.lendable,
        operations=[OperationName(operation=one.name, title=one.title) for one in needing],
    )


def role_views(registry: Registry) -> list[RoleView]:
    """Every role of the tables."""
    return [
        RoleView(
            role=role,
            title=ROLE_TITLES[role],
            held_kinds=sorted(str(kind) for kind in SCOPE_KINDS.get(role, ())),
            permissions=sorted(registry.roles.granted_to(role)),
            may_appoint=sorted(MAY_APPOINT.get(role, ())),
        )
        for role in Role
    ]
