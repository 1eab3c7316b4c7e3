"""Custom roles: made, changed and retired, by nobody beyond their own rights."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import RoleBook
from shequ_api.base.people.appointments import BeyondYourself, CustomRoleUnfit
from shequ_api.base.people.custom_roles import CustomRole, CustomRoleEdition
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.base.rights.rules import may_be_held
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class PermissionsUnfit(Malformed):
    """`GET /access/permissions` says which ones a custom role may hold."""

    code, title = "permissions_unfit", "包含不能放入自定义身份的权限"


class HeldKindUnfit(Malformed):
    code, title = "held_kind_unfit", "自定义身份不能用于这一层级"


class RoleRetired(NotNow):
    code, title = "custom_role_retired", "该自定义身份已停用"


def make_role(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    *,
    title: str,
    held_kind: str,
    permissions: Collection[str],
    organisation: Organisation | None,
    roles: RoleBook,
    now: datetime,
) -> CustomRole:
    """A new role of a place; an organisation's where one is given."""
    elsewhere = organisation is not None and organisation.community_id != place.id
    if elsewhere or not may_be_held(held_kind, place.kind) or place.city_id is None:
        raise HeldKindUnfit
    refuse_permissions(actor, permissions, held_kind, roles)
    role = CustomRole(
        id=new_id(),
        title=title,
        held_kind=held_kind,
        permissions=sorted(set(permissions)),
        owner_kind=place.kind,
        place_id=place.id,
        organisation_id=organisation.id if organisation else None,
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        version=1,
        created_at=now,
        created_by_id=actor.person_id,
        changed_at=now,
        changed_by_id=actor.person_id,
    )
    session.add(role)
    _keep_edition(session, role)
    return role


def change_role(
    session: AsyncSession,
    actor: Actor,
    role: CustomRole,
    *,
    title: str,
    permissions: Collection[str],
    roles: RoleBook,
    now: datetime,
) -> CustomRole:
    """Other words, or other rights; acts on the next request of all who hold it."""
    if role.retired_at is not None:
        raise RoleRetired
    refuse_permissions(actor, permissions, role.held_kind, roles)
    role.title, role.permissions = title, sorted(set(permissions))
    role.version += 1
    role.changed_at, role.changed_by_id = now, actor.person_id
    _keep_edition(session, role)
    return role


def retire_role(
    session: AsyncSession, actor: Actor, role: CustomRole, *, now: datetime
) -> CustomRole:
    """Its postings give nothing from the next request on."""
    if role.retired_at is not None:
        raise RoleRetired
    role.retired_at = role.changed_at = now
    role.version += 1
    role.changed_by_id = actor.person_id
    _keep_edition(session, role)
    return role


def _keep_edition(session: AsyncSession, role: CustomRole) -> None:
    """As the role is from now on, so that it can be told who had which right when."""
    edition = CustomRoleEdition(
        role_id=role.id,
        version=role.version,
        title=role.title,
        permissions=role.permissions,
        retired=role.retired_at is not None,
        made_at=role.changed_at,
        made_by_id=role.changed_by_id,
    )
    session.add(edition)


def refuse_permissions(
    actor: Actor, permissions: Collection[str], held_kind: str, roles: RoleBook
) -> None:
    """Refuse what no custom role holds (there), and what the maker does not hold as they act."""
    if not set(permissions) <= roles.lendable:
        raise PermissionsUnfit
    if not all(roles.may_be_lent_at(permission, held_kind) for permission in permissions):
        raise CustomRoleUnfit("包含的权限不能用于这一层级的自定义身份")
    if not set(permissions) <= actor.permissions:
        raise BeyondYourself
