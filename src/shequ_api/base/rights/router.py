"""Permissions and roles to read; roles of one's own."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.custom_roles import CustomRole, CustomRoleEdition
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.base.rights import catalogue, service
from shequ_api.base.rights.permissions import RightsPermission
from shequ_api.base.rights.schemas import (
    CustomRoleChange,
    CustomRoleDraft,
    CustomRoleEditionView,
    CustomRoleView,
    PermissionsView,
    RolesView,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.operations import operations_of
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["rights"], prefix="/access")
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Maker = Annotated[Actor, Depends(may(RightsPermission.MANAGE))]
Viewer = Annotated[Actor, Depends(may(RightsPermission.VIEW))]


async def role_in_scope(role_id: UUID, actor: AnyActor, session: Session) -> CustomRole:
    """A custom role of a place in the actor's scope, locked against another's change."""
    role = await session.get(CustomRole, role_id, with_for_update=True)
    if role is None or not actor.covers(role):
        raise Absent
    return role


TheRole = Annotated[CustomRole, Depends(role_in_scope)]


@router.get("/permissions")
async def list_permissions(request: Request, _: AnyActor, registry: TheRegistry) -> PermissionsView:
    """权限目录: Every permission: what it lets one do, who has it, which level it needs."""
    operations = operations_of(request.app)
    return PermissionsView(items=catalogue.permission_views(registry, operations))


@router.get("/roles")
async def list_roles(_: AnyActor, registry: TheRegistry) -> RolesView:
    """角色目录: Every role of the tables: where it is held, what it may do, whom it may appoint."""
    return RolesView(items=catalogue.role_views(registry))


@router.post("/custom-roles", status_code=201)
async def make_custom_role(
    draft: CustomRoleDraft, actor: Maker, session: Session, registry: TheRegistry, now: Now
) -> CustomRoleView:
    """新建自定义身份: A permission set of a place's own, within the rights of who makes it."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    organisation = None
    if draft.organisation_id is not None:
        organisation = await session.get(Organisation, draft.organisation_id)
        if organisation is None or not actor.covers(organisation):
            raise Absent
    role = service.make_role(
        session,
        actor,
        place,
        title=draft.title,
        held_kind=draft.held_kind,
        permissions=draft.permissions,
        organisation=organisation,
        roles=registry.roles,
        now=now,
    )
    await session.flush()
    return CustomRoleView.model_validate(role)


@router.get("/custom-roles")
async def list_custom_roles(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[CustomRoleView]:
    """自定义身份列表: Permission sets of the places in my scope, retired ones too."""
    lines = select(*(getattr(CustomRole, name) for name in CustomRoleView.model_fields))
    lines = lines.where(in_scope(actor, CustomRole))
    order = [CustomRole.created_at, CustomRole.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[CustomRoleView(**row) for row in rows], next_cursor=cursor)


@router.get("/custom-roles/{role_id}")
async def get_custom_role(role: TheRole, _: Viewer, response: Response) -> CustomRoleView:
    """查看自定义身份: One permission set, with its version."""
    show_version(response, role.version)
    return CustomRoleView.model_validate(role)


@router.put("/custom-roles/{role_id}")
async def change_custom_role(
    change: CustomRoleChange,
    role: TheRole,
    actor: Maker,
    session: Session,
    registry: TheRegistry,
    match: IfMatch,
    response: Response,
    now: Now,
) -> CustomRoleView:
    """更改自定义身份: Acts on the next request of all who hold it."""
    match.check(role.version)
    service.change_role(
        session,
        actor,
        role,
        title=change.title,
        permissions=change.permissions,
        roles=registry.roles,
        now=now,
    )
    show_version(response, role.version)
    return CustomRoleView.model_validate(role)


@router.put("/custom-roles/{role_id}/retirement")
async def retire_custom_role(
    role: TheRole, actor: Maker, session: Session, now: Now
) -> CustomRoleView:
    """停用自定义身份: Its postings give nothing from the next request on."""
    retired = service.retire_role(session, actor, role, now=now)
    return CustomRoleView.model_validate(retired)


@router.get("/custom-roles/{role_id}/editions")
async def list_custom_role_editions(
    role: TheRole, _: Viewer, session: Session, paging: ThePaging
) -> Page[CustomRoleEditionView]:
    """自定义身份的历次内容: What it was called and allowed from which day on; newest first."""
    columns = (getattr(CustomRoleEdition, name) for name in CustomRoleEditionView.model_fields)
    lines = select(*columns).where(CustomRoleEdition.role_id == role.id)
    rows, cursor = await page_of(session, lines, [CustomRoleEdition.version], paging)
    return Page(items=[CustomRoleEditionView(**row) for row in rows], next_cursor=cursor)
