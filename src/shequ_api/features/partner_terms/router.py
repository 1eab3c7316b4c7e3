"""Terms of partners over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Place
from shequ_api.features.partner_terms import queries, service
from shequ_api.features.partner_terms.models import PartnerTerms
from shequ_api.features.partner_terms.permissions import PartnerTermsPermission
from shequ_api.features.partner_terms.schemas import PartnerTermsDraft, PartnerTermsView
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["partners"])
Publisher = Annotated[Actor, Depends(may(PartnerTermsPermission.PUBLISH))]
Viewer = Annotated[Actor, Depends(may(PartnerTermsPermission.VIEW))]


@router.post("/partner-terms", status_code=201)
async def publish_partner_terms(
    draft: PartnerTermsDraft, actor: Publisher, session: Session, now: Now
) -> PartnerTermsView:
    """发布合作条款: The next edition of the terms of my community or district."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    terms = await service.publish(session, actor, place, draft, now=now)
    return PartnerTermsView.model_validate(terms)


@router.get("/partner-terms")
async def list_partner_terms(
    _: Viewer, session: Session, paging: ThePaging, community_id: UUID
) -> Page[PartnerTermsView]:
    """合作条款: The terms that hold in a community, its own and the district's; newest first."""
    found = select(Place.id, Place.district_id).where(Place.id == community_id)
    above = (await session.execute(found)).one_or_none()
    lines = queries.terms_lines([one for one in above or () if one is not None])
    order = [PartnerTerms.published_at, PartnerTerms.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[PartnerTermsView(**row) for row in rows], next_cursor=cursor)
