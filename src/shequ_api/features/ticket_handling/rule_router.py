"""Within what times tickets are handled: rules of districts, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.ticket_handling import times
from shequ_api.features.ticket_handling.models import TicketRule
from shequ_api.features.ticket_handling.permissions import TicketHandlingPermission
from shequ_api.features.ticket_handling.rules import Times
from shequ_api.features.ticket_handling.schemas import (
    TicketRuleDraft,
    TicketRuleEditionView,
    TicketRuleView,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(prefix="/places/{place_id}")
Ruler = Annotated[Actor, Depends(may(TicketHandlingPermission.SET_RULE))]


async def district_of(place: ThePlace) -> UUID:
    """That of the place: those above the districts have no rule."""
    if place.district_id is None:
        raise Absent
    return place.district_id


async def own_district_of(place: OurPlace, _: Ruler) -> UUID:
    """The same, of a place in one's scope."""
    return await district_of(place)


async def district_to_rule(place: OurPlace, actor: Ruler) -> Place:
    """The actor's own district. TicketRuleIsAnothers."""
    times.refuse_another(actor, place)
    return place


TheDistrict = Annotated[UUID, Depends(district_of)]
OurDistrict = Annotated[UUID, Depends(own_district_of)]
MyDistrict = Annotated[Place, Depends(district_to_rule)]


@router.get("/ticket-rule")
async def get_ticket_rule(
    district_id: TheDistrict, _: AnyActor, session: Session, response: Response
) -> TicketRuleView:
    """查看诉求流转规则: Within what times tickets of a place's district are handled."""
    return await _shown(session, district_id, response)


@router.put("/ticket-rule")
async def set_ticket_rule(
    draft: TicketRuleDraft,
    district: MyDistrict,
    actor: Ruler,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> TicketRuleView:
    """制定诉求流转规则: Set one's own district's times. The same again change nothing."""
    known, version = await times.edition_in(session, district.id)
    wanted = Times(**draft.model_dump())
    if not version or wanted != known:
        match.check(version)
        await times.set_times(session, actor, district, wanted, now=now)
    return await _shown(session, district.id, response)


@router.get("/ticket-rule/editions")
async def list_ticket_rule_editions(
    district_id: OurDistrict, session: Session, paging: ThePaging
) -> Page[TicketRuleEditionView]:
    """诉求流转规则的历次内容: What one's own district had set from when on; newest first."""
    columns = (getattr(TicketRule, name) for name in TicketRuleEditionView.model_fields)
    lines = select(*columns).where(TicketRule.district_id == district_id)
    rows, cursor = await page_of(session, lines, [TicketRule.version], paging)
    return Page(items=[TicketRuleEditionView(**row) for row in rows], next_cursor=cursor)


async def _shown(session: Session, district_id: UUID, response: Response) -> TicketRuleView:
    found, version = await times.edition_in(session, district_id)
    show_version(response, version)
    return TicketRuleView(district_id=district_id, version=version, **found._asdict())
