"""Organisations: the partners of communities."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people import organisations
from shequ_api.base.people.models import Organisation
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.schemas import OrganisationDraft, OrganisationName, OrganisationView
from shequ_api.base.places.models import Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(prefix="/organisations", tags=["people"])
Registrar = Annotated[Actor, Depends(may(PeoplePermission.REGISTER_ORGANISATION))]
Onlooker = Annotated[Actor, Depends(may(PeoplePermission.VIEW_ORGANISATIONS))]


async def organisation_in_scope(
    organisation_id: UUID, actor: AnyActor, session: Session
) -> Organisation:
    """An organisation of a community in the actor's scope."""
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None or not actor.covers(organisation):
        raise Absent
    return organisation


TheOrganisation = Annotated[Organisation, Depends(organisation_in_scope)]


@router.post("", status_code=201)
async def register_organisation(
    draft: OrganisationDraft, actor: Registrar, session: Session, now: Now
) -> OrganisationView:
    """登记合伙人单位: Enter a community partner (合伙人)."""
    community = await session.get(Place, draft.community_id)
    if community is None or not actor.covers(community):
        raise Absent
    organisation = organisations.register_organisation(
        session, name=draft.name, partner_kind=draft.partner_kind, community=community, now=now
    )
    await session.flush()
    return OrganisationView.model_validate(organisation)


@router.get("")
async def list_organisations(
    actor: Onlooker,
    session: Session,
    paging: ThePaging,
    *,
    ended: Annotated[bool, Query(description="Those that are no partners any more")] = False,
) -> Page[OrganisationView]:
    """合伙人单位列表: Partners of the communities in my scope, newest first."""
    state = Organisation.ended_at.is_not(None) if ended else Organisation.ended_at.is_(None)
    lines = select(*Organisation.__table__.columns).where(in_scope(actor, Organisation), state)
    order = [Organisation.created_at, Organisation.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[OrganisationView.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{organisation_id}")
async def get_organisation(organisation: TheOrganisation, _: Onlooker) -> OrganisationView:
    """查看合伙人单位: One partner."""
    return OrganisationView.model_validate(organisation)


@router.put("/{organisation_id}/name")
async def rename_organisation(
    name: OrganisationName, organisation: TheOrganisation, _: Registrar
) -> OrganisationView:
    """单位更名: Say what a partner is called now."""
    organisations.rename_organisation(organisation, name=name.name)
    return OrganisationView.model_validate(organisation)


@router.put("/{organisation_id}/end")
async def end_organisation(
    organisation: TheOrganisation, _: Registrar, session: Session, now: Now
) -> OrganisationView:
    """单位退出: It is no partner any more; refused while somebody's posting stands for it."""
    await session.refresh(organisation, with_for_update=True)
    await organisations.end_organisation(session, organisation, on=china_date(now), now=now)
    return OrganisationView.model_validate(organisation)
