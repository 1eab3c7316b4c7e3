"""Tickets about one thing, over HTTP: for residents, before and after they order."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.attribution_queries import nearest, where_is
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import CoordinateSystem, Place, PlaceKind
from shequ_api.features.codes.public import CodeSigner, place_of_code
from shequ_api.features.incidents.public import going_on_at
from shequ_api.features.ticket_twins import queries, supporting
from shequ_api.features.ticket_twins.desk_router import desk_router
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.ticket_twins.permissions import TwinPermission
from shequ_api.features.ticket_twins.reading import may_be_shown, words_for
from shequ_api.features.ticket_twins.schemas import (
    PublicTicketView,
    SimilarQuestion,
    SimilarView,
    TicketSupportDraft,
)
from shequ_api.features.ticket_twins.showing import similar_to, views_of
from shequ_api.features.tickets.public import Ticket, is_reporter, keep_unnamed
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
router.include_router(desk_router)
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
TheSigner = Annotated[CodeSigner, Depends(part(CodeSigner))]
Supporter = Annotated[Actor, Depends(may(TwinPermission.SUPPORT))]


class PlaceUnknown(Malformed):
    code, title = "place_unknown", "没有这个地点"


async def public_ticket(ticket_id: UUID, actor: AnyActor, session: Session) -> Ticket:
    """A ticket that everybody may know of; or that the actor ordered, supports, or that what they
    ordered was merged into."""
    ticket = await session.scalar(queries.ticket_by_id(ticket_id))
    if ticket is None:
        raise Absent
    shown = select(Ticket.id).where(Ticket.id == ticket_id, may_be_shown())
    if is_reporter(session, actor, ticket) or await session.scalar(shown) is not None:
        return ticket
    theirs = queries.is_concerned(ticket_id, actor.person_id)
    if not await session.scalar(theirs):
        raise Absent
    return ticket


PublicTicket = Annotated[Ticket, Depends(public_ticket)]


@router.post("/tickets/duplicates")
@unkeyed
async def find_similar_tickets(
    question: SimilarQuestion,
    actor: AnyActor,
    session: Session,
    showcase: TheShowcase,
    signer: TheSigner,
    now: Now,
) -> SimilarView:
    """是否已有人反映: What is going on at a place, and open public tickets nearby that may be about
    the same; asked before one orders. With words and photos for who lives or serves in their
    community, or scanned a code there. Never private ones, and never whose they are."""
    place, degrees = await _where(session, question)
    at = await place_of_code(session, signer, question.code) if question.code else None
    incidents = await going_on_at(session, place, question.service_code) if place else []
    if degrees is None:
        return SimilarView(incidents=incidents, tickets=[])
    tickets = await similar_to(
        session,
        actor,
        degrees,
        radius_metres=question.radius_metres,
        service_code=question.service_code,
        text=question.text,
        here=at.community_id if at else None,
        showcase=showcase,
        now=now,
    )
    return SimilarView(incidents=incidents, tickets=tickets)


async def _where(
    session: Session, question: SimilarQuestion
) -> tuple[Place | None, Degrees | None]:
    """The place, or the nearest one of a position, and its WGS-84 degrees."""
    if question.position is not None:
        degrees = question.position.point.within(CoordinateSystem.WGS_84)
        around = await nearest(session, degrees)
        best = around.get(PlaceKind.BUILDING) or around.get(PlaceKind.COMPOUND)
        return best[0] if best else None, degrees
    place = await session.get(Place, question.place_id)
    if place is None or place.ended_at is not None:
        raise PlaceUnknown
    return place, await where_is(session, place)


@router.get("/public-tickets/{ticket_id}")
async def get_public_ticket(
    ticket: PublicTicket, actor: AnyActor, session: Session, showcase: TheShowcase, now: Now
) -> PublicTicketView:
    """查看公开诉求: A ticket of another, without whose it is, and how I stand to it; its words and
    photos where I live or serve in its community, or said that it affects me."""
    return await _shown(session, actor, ticket, showcase, now)


@router.put("/public-tickets/{ticket_id}/support")
async def support_ticket(
    draft: TicketSupportDraft,
    ticket: PublicTicket,
    actor: Supporter,
    session: Session,
    showcase: TheShowcase,
    signer: TheSigner,
    now: Now,
) -> PublicTicketView:
    """我也遇到 / 关注: I am affected, too, and may rate it: I live or serve in its community,
    reported something there lately, or scanned a code there; or I want to hear how it goes on."""
    at = await place_of_code(session, signer, draft.code) if draft.code else None
    await supporting.support(session, actor, ticket, draft.kind, at=at, now=now)
    here = at.community_id if at else None
    return await _shown(session, actor, ticket, showcase, now, here)


@router.delete("/public-tickets/{ticket_id}/support")
async def take_back_ticket_support(
    ticket: PublicTicket, actor: Supporter, session: Session, showcase: TheShowcase, now: Now
) -> PublicTicketView:
    """取消附议 / 关注: I am not affected, or do not want to hear of it any more."""
    keep_unnamed(session, actor, ticket)
    shown = await _shown(session, actor, ticket, showcase, now)
    await supporting.take_back(session, actor.person_id, ticket.id)
    fewer = shown.supporters - (shown.my_support == "affected")
    return shown.model_copy(update={"my_support": None, "supporters": fewer})


@router.get("/me/supported-tickets")
async def list_my_supported_tickets(
    actor: AnyActor, session: Session, paging: ThePaging, showcase: TheShowcase, now: Now
) -> Page[PublicTicketView]:
    """我附议和关注的诉求: Tickets of others that affect me or that I follow, the latest first; but
    not what became private."""
    mine = (TicketSupport.person_id == actor.person_id, ~Ticket.private)
    shown = words_for(session, actor, None, china_date(now))
    lines = queries.public_lines(*mine, shown=shown).join(
        TicketSupport, TicketSupport.ticket_id == Ticket.id
    )
    order = [TicketSupport.since, TicketSupport.ticket_id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=await views_of(session, actor, rows, showcase, now), next_cursor=cursor)


async def _shown(
    session: Session,
    actor: Actor,
    ticket: Ticket,
    showcase: Showcase,
    now: Now,
    here: UUID | None = None,
) -> PublicTicketView:
    await session.flush()
    shown = words_for(session, actor, here, china_date(now))
    lines = queries.public_lines(Ticket.id == ticket.id, shown=shown)
    rows = (await session.execute(lines)).mappings().all()
    [view] = await views_of(session, actor, rows, showcase, now)
    return view
