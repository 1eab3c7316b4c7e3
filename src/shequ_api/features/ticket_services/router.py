"""Categories of tickets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_services import queries, service
from shequ_api.features.ticket_services.categorising import categorise
from shequ_api.features.ticket_services.permissions import ServicePermission
from shequ_api.features.ticket_services.schemas import (
    ServiceArrangementDraft,
    TicketAnswersView,
    TicketCategory,
    TicketServiceDefinition,
    TicketServiceDraft,
    TicketServiceView,
)
from shequ_api.features.ticket_services.showing import answers_view, definition_view
from shequ_api.features.tickets.public import (
    Service,
    TheTicket,
    TicketPermission,
    TicketView,
    view_of,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.schema import Key

router = Router(tags=["tickets"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Definer = Annotated[Actor, Depends(may(ServicePermission.DEFINE))]
Arranger = Annotated[Actor, Depends(may(ServicePermission.ARRANGE))]
Categoriser = Annotated[Actor, Depends(may(TicketPermission.CATEGORISE))]
Code = Annotated[Key, Path(description="As public_facility")]


async def community_in_scope(community_id: UUID, actor: AnyActor, session: Session) -> Place:
    """A community in the scope of whoever asks."""
    found = await session.get(Place, community_id)
    standing = found is not None and found.ended_at is None
    if found is None or not standing or found.kind != PlaceKind.COMMUNITY:
        raise Absent
    if not actor.covers(found):
        raise Absent
    return found


TheCommunity = Annotated[Place, Depends(community_in_scope)]


@router.get("/ticket-services")
async def list_ticket_services(
    _: AnyActor,
    session: Session,
    community_id: Annotated[
        UUID | None, Query(description="As this community offers them; else those for all")
    ] = None,
) -> list[TicketServiceView]:
    """诉求分类: The categories to choose from, in order."""
    community = await session.get(Place, community_id) if community_id else None
    if community_id and (community is None or community.kind != PlaceKind.COMMUNITY):
        raise Absent
    rows = (await session.execute(queries.offered(community))).mappings()
    return [TicketServiceView.model_validate(row) for row in rows]


@router.get("/ticket-services/{service_code}")
async def get_ticket_service(
    service_code: Code,
    _: AnyActor,
    session: Session,
    version: Annotated[
        int | None, Query(ge=1, le=100_000, description="Of its attributes; else the present one")
    ] = None,
) -> TicketServiceDefinition:
    """诉求分类的填写项: A category with what it asks, as a service definition of Open311."""
    row = (await session.execute(queries.of_code(service_code))).mappings().one_or_none()
    if row is None:
        raise Absent
    category = await session.get_one(Service, service_code)
    return definition_view(row, await service.version_of(session, category, version))


@router.put("/ticket-services/{service_code}")
async def define_ticket_service(
    service_code: Code, draft: TicketServiceDraft, actor: Definer, session: Session, now: Now
) -> TicketServiceDefinition:
    """维护诉求分类: What a category is and asks from now on: for all by the city, its own by a
    district. Other attributes are another version; tickets keep theirs."""
    category = await service.define(session, actor, service_code, draft, now=now)
    row = (await session.execute(queries.of_code(service_code))).mappings().one()
    return definition_view(row, await service.version_of(session, category, None))


@router.put("/communities/{community_id}/ticket-services")
async def arrange_ticket_services(
    draft: ServiceArrangementDraft, community: TheCommunity, _: Arranger, session: Session
) -> list[TicketServiceView]:
    """调整本社区的诉求分类: Which categories a community offers, and in which order."""
    await service.arrange(session, community, draft.services)
    rows = (await session.execute(queries.offered(community))).mappings()
    return [TicketServiceView.model_validate(row) for row in rows]


@router.get("/tickets/{ticket_id}/attributes")
async def list_ticket_attributes(
    ticket: TheTicket, _: AnyActor, session: Session
) -> list[TicketAnswersView]:
    """诉求的分类信息: What was answered about a ticket, in the words of its version; under a former
    category, too."""
    rows = await session.execute(queries.answers_of(ticket.id))
    return [answers_view(kept, title, version) for kept, title, version in rows]


@router.put("/tickets/{ticket_id}/service")
async def categorise_ticket(
    ruling: TicketCategory,
    ticket: TheTicket,
    actor: Categoriser,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """改定诉求分类: Say what a ticket is about, with a reason that stays in its trail."""
    await categorise(session, actor, ticket, ruling, now=now)
    return await view_of(session, actor, ticket, showcase, now)
