"""Policies and office hours over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.router import OurPlace, ThePlace
from shequ_api.features.sla_policies import service
from shequ_api.features.sla_policies.outlook import MOST, outlook_of
from shequ_api.features.sla_policies.permissions import SlaPolicyPermission
from shequ_api.features.sla_policies.schemas import (
    OfficeHoursChange,
    OfficeHoursChangeView,
    OfficeHoursEditionView,
    OfficeHoursView,
    OutlookView,
    SlaPolicyChange,
    SlaPolicyChangeView,
    SlaPolicyEditionView,
    SlaPolicyView,
)
from shequ_api.features.ticket_clocks.public import (
    EVERY,
    SHIPPED,
    Book,
    OfficeHours,
    SlaPolicy,
    book_of,
)
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["sla_policies"], prefix="/places/{place_id}")
Reader = Annotated[Actor, Depends(may(SlaPolicyPermission.VIEW))]
Ruler = Annotated[Actor, Depends(may(SlaPolicyPermission.SET))]
WITH_HOURS = frozenset({PlaceKind.CITY, PlaceKind.DISTRICT})
WITH_POLICIES = WITH_HOURS | {PlaceKind.COMMUNITY}


async def place_with_policies(place: OurPlace, actor: Ruler) -> Place:
    """A place whose policies the actor sets. PolicyIsAnothers."""
    service.refuse_another(actor, place, WITH_POLICIES)
    return place


async def place_with_hours(place: OurPlace, actor: Ruler) -> Place:
    """A place whose office hours the actor sets. PolicyIsAnothers."""
    service.refuse_another(actor, place, WITH_HOURS)
    return place


async def known_category(
    session: Session,
    category: Annotated[
        str, Path(max_length=63, description="A service's code, or `all`", examples=["all"])
    ],
) -> str:
    """A category that there is."""
    await service.refuse_unknown(session, category)
    return category


PolicyPlace = Annotated[Place, Depends(place_with_policies)]
HoursPlace = Annotated[Place, Depends(place_with_hours)]
Category = Annotated[str, Depends(known_category)]


def _from_near_to_far(place: Place) -> list[UUID]:
    above = (place.community_id, place.district_id, place.city_id)
    return list(dict.fromkeys(each for each in (place.id, *above) if each is not None))


async def _book(session: AsyncSession, place: Place) -> Book:
    return await book_of(session, place.city_id or place.id, place.district_id)


@router.get("/sla-policies/{category}")
async def get_sla_policy(
    place: ThePlace,
    category: Category,
    _: Reader,
    session: Session,
    response: Response,
    now: Now,
) -> SlaPolicyView:
    """查看时限规则: How long tickets of a category, or of all without a rule of their own, may take
    at this place, and whose rule it is."""
    view = SlaPolicyView(**await _policy_at(session, place, category, now))
    show_version(response, view.version)
    return view


async def _policy_at(
    session: AsyncSession, place: Place, category: str, now: datetime
) -> dict[str, Any]:
    found = (await _book(session, place)).policy_at(_from_near_to_far(place), category, now)
    own = await service.newest_policy(session, place.id, category)
    return {
        "place_id": place.id,
        "category": category,
        "policy": found.content if found else SHIPPED,
        "source_id": found.place_id if found else None,
        "source_category": found.category if found else None,
        "version": own.version if own else 0,
    }


@router.put("/sla-policies/{category}")
async def set_sla_policy(
    place: PolicyPlace,
    category: Category,
    change: SlaPolicyChange,
    actor: Ruler,
    session: Session,
    exchange: TheExchange,
    match: IfMatch,
    response: Response,
    now: Now,
) -> SlaPolicyChangeView:
    """制定时限规则: Set how long tickets may take in a city, a district or one of its communities;
    the nearest place counts. Open tickets are reckoned anew. The same again changes nothing."""
    own = await service.newest_policy(session, place.id, category)
    content = change.policy.model_dump(mode="json") if change.policy else None
    version = own.version if own else 0
    if content != (own.content if own else None):
        match.check(version)
        await service.set_policy(session, actor, place, category, content, version=version, now=now)
    outlook = await outlook_of(session, place, category, now)
    view = await _policy_at(session, place, category, now)
    if change.dry_run:
        exchange.discard()
    else:
        show_version(response, view["version"])
    return SlaPolicyChangeView(**view, outlook=OutlookView(**outlook._asdict(), most=MOST))


@router.get("/sla-policies/{category}/editions")
async def list_sla_policy_editions(
    place: ThePlace, category: Category, _: Reader, session: Session, paging: ThePaging
) -> Page[SlaPolicyEditionView]:
    """时限规则的历次内容: What this place and those above had set from when on, for the category
    and for all; newest first."""
    columns = (getattr(SlaPolicy, name) for name in SlaPolicyEditionView.model_fields)
    lines = select(*columns).where(
        SlaPolicy.place_id.in_(_from_near_to_far(place)),
        SlaPolicy.category.in_({category, EVERY}),
    )
    order = [SlaPolicy.set_at, SlaPolicy.place_id, SlaPolicy.category, SlaPolicy.version]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[SlaPolicyEditionView(**row) for row in rows], next_cursor=cursor)


@router.get("/office-hours")
async def get_office_hours(
    place: ThePlace, _: Reader, session: Session, response: Response, now: Now
) -> OfficeHoursView:
    """查看办公时间: When the offices that see to tickets of this place are open."""
    view = OfficeHoursView(**await _hours_at(session, place, now))
    show_version(response, view.version)
    return view


async def _hours_at(session: AsyncSession, place: Place, now: datetime) -> dict[str, Any]:
    found = (await _book(session, place)).hours_at(_from_near_to_far(place), now)
    own = await service.newest_hours(session, place.id)
    return {
        "place_id": place.id,
        "hours": found.content if found else None,
        "source_id": found.place_id if found else None,
        "version": own.version if own else 0,
    }


@router.put("/office-hours")
async def set_office_hours(
    place: HoursPlace,
    change: OfficeHoursChange,
    actor: Ruler,
    session: Session,
    exchange: TheExchange,
    match: IfMatch,
    response: Response,
    now: Now,
) -> OfficeHoursChangeView:
    """制定办公时间: Set when offices of a district are open, or of a city whose districts say
    nothing. Open tickets are reckoned anew. The same again changes nothing."""
    own = await service.newest_hours(session, place.id)
    content = change.hours.model_dump(mode="json") if change.hours else None
    version = own.version if own else 0
    if content != (own.content if own else None):
        match.check(version)
        await service.set_hours(session, actor, place, content, version=version, now=now)
    outlook = await outlook_of(session, place, EVERY, now)
    view = await _hours_at(session, place, now)
    if change.dry_run:
        exchange.discard()
    else:
        show_version(response, view["version"])
    return OfficeHoursChangeView(**view, outlook=OutlookView(**outlook._asdict(), most=MOST))


@router.get("/office-hours/editions")
async def list_office_hours_editions(
    place: ThePlace, _: Reader, session: Session, paging: ThePaging
) -> Page[OfficeHoursEditionView]:
    """办公时间的历次内容: What this place and those above had set from when on; newest first."""
    columns = (getattr(OfficeHours, name) for name in OfficeHoursEditionView.model_fields)
    lines = select(*columns).where(OfficeHours.place_id.in_(_from_near_to_far(place)))
    order = [OfficeHours.set_at, OfficeHours.place_id, OfficeHours.version]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[OfficeHoursEditionView(**row) for row in rows], next_cursor=cursor)
