"""Services over HTTP: for whoever needs something done, and for the offices that keep them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.walls import enter_person, leave_walls
from shequ_api.base.places.models import Place
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.services import queries, service
from shequ_api.features.services.facts import FACTS
from shequ_api.features.services.guide import GuideView, ServiceGuide
from shequ_api.features.services.knowing import known_of_person
from shequ_api.features.services.models import ServiceEdition, ServiceItem
from shequ_api.features.services.permissions import ServicePermission
from shequ_api.features.services.queries import OfferedService
from shequ_api.features.services.rules import ApplicantKind, Provider, ServiceState, judge, tells
from shequ_api.features.services.schemas import (
    EligibilityView,
    JudgedRule,
    KeptServiceLine,
    KeptServiceView,
    ServiceEditionView,
    ServiceFactLine,
    ServiceFacts,
    ServiceLine,
    ServiceView,
    ServiceWithdrawal,
    ThemeCounts,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.masking import mask_name
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["services"])
Reader = Annotated[Actor, Depends(may(ServicePermission.READ))]
Knower = Annotated[Actor, Depends(may(ServicePermission.KNOW, on_behalf=True))]
Keeper = Annotated[Actor, Depends(may(ServicePermission.KEEP))]
Publisher = Annotated[Actor, Depends(may(ServicePermission.PUBLISH))]
TheSeal = Annotated[RegisterSeal, Depends(part(RegisterSeal))]
MOST_THEMES = 100


async def own_service(service_id: UUID, actor: AnyActor, session: Session) -> ServiceItem:
    """A service of the very office that the actor holds."""
    return await row_of_office(session, actor, ServiceItem, service_id)


async def published_service(service_id: UUID, _: AnyActor, session: Session) -> OfferedService:
    """A service that is published, wherever it is offered."""
    found = await queries.published_one(session, service_id)
    if found is None:
        raise Absent
    return found


async def place_to_look_at(
    session: Session,
    place_id: Annotated[UUID, Query(description="Where: its community and the places above it")],
) -> Place:
    """The place at which somebody looks for services."""
    place = await session.get(Place, place_id)
    if place is None:
        raise queries.ServicePlaceUnknown
    return place


OwnService = Annotated[ServiceItem, Depends(own_service)]
TheService = Annotated[OfferedService, Depends(published_service)]
Where = Annotated[Place, Depends(place_to_look_at)]


@router.get("/services")
async def list_services(
    _: Reader,
    place: Where,
    session: Session,
    paging: ThePaging,
    provider: Annotated[Provider | None, Query(description="Who stands behind it")] = None,
    theme: Annotated[str | None, Query(max_length=20, description="Of this shelf only")] = None,
    applicant: Annotated[ApplicantKind | None, Query(description="For whom it is")] = None,
    q: Annotated[
        str | None,
        Query(min_length=1, max_length=40, description="Words, pinyin or first letters of a title"),
    ] = None,
) -> Page[ServiceLine]:
    """办事大厅: What the offices of a place's community, subdistrict, district and city handle, in
    the order that they gave it."""
    conditions = [
        *([ServiceItem.provider == provider] if provider else []),
        *([ServiceItem.theme == theme] if theme else []),
        *([ServiceItem.applicants.contains([applicant])] if applicant else []),
        *([queries.found_by(q)] if q else []),
    ]
    lines = queries.offered_lines(place, *conditions)
    order = [ServiceItem.position, ServiceItem.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[ServiceLine(**row) for row in rows], next_cursor=cursor)


@router.get("/service-themes")
async def list_service_themes(_: Reader, place: Where, session: Session) -> ThemeCounts:
    """事项主题: The shelves of the hall at a place, the fullest first."""
    offered = queries.offered_lines(place).subquery()
    count = func.count()
    themes = select(offered.c.theme, count.label("count")).group_by(offered.c.theme)
    rows = await session.execute(themes.order_by(count.desc(), offered.c.theme).limit(MOST_THEMES))
    return ThemeCounts.model_validate({"items": rows.mappings().all()})


@router.get("/services/{service_id}")
async def get_service(found: TheService, _: Reader) -> ServiceView:
    """办事指南: What a service asks and gives, as it is published."""
    return ServiceView(
        id=found.item.id,
        place_id=found.item.place_id,
        keeper_name=found.keeper.name,
        edition=found.edition.number,
        published_at=found.edition.published_at,
        guide=GuideView.model_validate(found.edition.guide),
        form_version_id=found.edition.form_version_id,
    )


@router.get("/services/{service_id}/eligibility")
async def get_service_eligibility(
    found: TheService, actor: Knower, session: Session, seal: TheSeal, now: Now
) -> EligibilityView:
    """我能不能办: Each rule as it is for me, or for whom I act by a mandate, by what is known
    already, with its reason."""
    await enter_person(session, actor.concerned_id)
    known = await known_of_person(session, seal, actor.concerned_id, found.keeper, now)
    await leave_walls(session)
    guide = found.guide
    judged = judge(guide.eligibility, known)
    return EligibilityView(
        may_apply=not any(rule.bars for rule in judged),
        rules=[JudgedRule.model_validate(rule) for rule in judged],
        known=[material.key for material in guide.materials if tells(known, material.told_by)],
    )


@router.get("/service-facts")
async def list_service_facts(_: Keeper) -> ServiceFacts:
    """事项条件目录: All facts that rules and materials of guides may name, and their words."""
    items = [
        ServiceFactLine(key=key, title=info.title, words=info.words and dict(info.words))
        for key, info in FACTS.items()
    ]
    return ServiceFacts(items=items)


@router.get("/kept-services")
async def list_kept_services(
    actor: Keeper,
    session: Session,
    paging: ThePaging,
    state: Annotated[ServiceState | None, Query(description="Those in this state only")] = None,
) -> Page[KeptServiceLine]:
    """维护的事项: Services of my scope in all states, those begun last first."""
    lines = queries.kept_lines(actor, *([ServiceItem.state == state] if state else []))
    rows, cursor = await page_of(session, lines, [ServiceItem.made_at, ServiceItem.id], paging)
    return Page(items=[KeptServiceLine(**row) for row in rows], next_cursor=cursor)


@router.post("/services", status_code=201)
async def write_service(
    guide: ServiceGuide, actor: Keeper, session: Session, response: Response, now: Now
) -> KeptServiceView:
    """编写事项: A draft of the office that I hold; nobody else reads it before it is published."""
    place = await place_of_office(session, actor)
    item = await service.write_service(session, actor, place, guide, now=now)
    return await _shown(session, actor, item, response)


@router.get("/kept-services/{service_id}")
async def get_kept_service(
    item: OwnService, actor: Keeper, session: Session, response: Response
) -> KeptServiceView:
    """查看维护的事项: A service of my own office: its draft, and what is published."""
    return await _shown(session, actor, item, response)


@router.put("/services/{service_id}")
async def rewrite_service(
    guide: ServiceGuide,
    item: OwnService,
    actor: Keeper,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> KeptServiceView:
    """修改事项: The whole draft anew, if nobody changed it since. What is published stands."""
    match.check(item.version)
    await service.rewrite_service(session, actor, item, guide, now=now)
    return await _shown(session, actor, item, response)


@router.post("/services/{service_id}/publication")
async def publish_service(
    item: OwnService,
    actor: Publisher,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> KeptServiceView:
    """发布事项: Offer the draft from now on, in all that lies in the office's place. Who has
    applied already goes on by the edition under which they began."""
    match.check(item.version)
    await service.publish_service(session, actor, item, now=now)
    return await _shown(session, actor, item, response)


@router.post("/services/{service_id}/withdrawal")
async def withdraw_service(
    withdrawal: ServiceWithdrawal,
    item: OwnService,
    actor: Publisher,
    session: Session,
    response: Response,
    now: Now,
) -> KeptServiceView:
    """停办事项: Offer it no more; who has applied is served still."""
    await service.withdraw_service(session, item, reason=withdrawal.reason, now=now)
    return await _shown(session, actor, item, response)


@router.get("/services/{service_id}/editions")
async def list_service_editions(
    item: OwnService, _: Keeper, session: Session, paging: ThePaging
) -> Page[ServiceEditionView]:
    """事项沿革: What was published of a service of my own office, newest first."""
    lines = queries.edition_lines(item.id)
    rows, cursor = await page_of(session, lines, [ServiceEdition.number], paging)
    items = [
        ServiceEditionView(**row, published_by=name and mask_name(name))
        for row in rows
        for name in [row.pop("name")]
    ]
    return Page(items=items, next_cursor=cursor)


async def _shown(
    session: AsyncSession, actor: Actor, item: ServiceItem, response: Response
) -> KeptServiceView:
    lines = queries.kept_lines(actor, ServiceItem.id == item.id)
    row = (await session.execute(lines)).mappings().one()
    show_version(response, item.version)
    guide = GuideView.model_validate
    return KeptServiceView(
        **row,
        draft=guide(item.draft),
        published=guide(item.published) if item.published else None,
        withdrawn_at=item.withdrawn_at,
        withdrawal_reason=item.withdrawal_reason,
    )
