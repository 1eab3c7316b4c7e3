"""Routing over HTTP: rules, why a ticket went where it went, and grabbing."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.base.places.offices import row_of_office
from shequ_api.features.ticket_routing import editing, queries, service
from shequ_api.features.ticket_routing.judging import asked_of, is_working, judge, spot_of
from shequ_api.features.ticket_routing.models import Offer, RoutingRule, RoutingRuleEdition
from shequ_api.features.ticket_routing.permissions import TicketRoutingPermission
from shequ_api.features.ticket_routing.rule_schemas import (
    RoutingRuleDraft,
    RoutingRuleEditionView,
    RoutingRuleView,
    RoutingTrialView,
)
from shequ_api.features.ticket_routing.schemas import (
    RoutingAnswer,
    RoutingQuestion,
    TicketOfferLine,
    TicketRoutingView,
)
from shequ_api.features.ticket_routing.showing import (
    answer_view,
    edition_view,
    routing_views,
    rule_view,
    whole_rule,
)
from shequ_api.features.tickets.public import (
    TheTicket,
    Ticket,
    TicketPermission,
    TicketView,
    view_of,
)
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
MOST_ROUTINGS = 50


class NotYoursToExplain(Forbidden):
    code, title = "routing_not_yours", "只有诉求所在辖区的工作人员可以查看分派说明"


async def rule_in_view(rule_id: UUID, actor: AnyActor, session: Session) -> RoutingRule:
    """A rule of the actor's place, of one above it, or of one inside it."""
    wanted = select(RoutingRule).where(RoutingRule.id == rule_id, queries.rules_in_view(actor))
    rule = await session.scalar(wanted)
    if rule is None:
        raise Absent
    return rule


async def own_rule(rule_id: UUID, actor: AnyActor, session: Session) -> RoutingRule:
    """A rule of the place itself at which the actor holds office."""
    return await row_of_office(session, actor, RoutingRule, rule_id)


async def ticket_to_claim(ticket_id: UUID, actor: AnyActor, session: Session) -> Ticket:
    """A ticket in view that the acting posting was offered, or that lies in its scope."""
    acting_id = actor.acting.id if actor.acting else None
    offered = select(Offer.ticket_id).where(Offer.posting_id == acting_id)
    wanted = queries.open_ticket(ticket_id)
    ticket = await session.scalar(wanted.where(Ticket.id.in_(offered)))
    if ticket is None:
        ticket = await session.scalar(wanted.where(queries.ticket_in_scope(actor)))
    if ticket is None:
        raise Absent
    return ticket


TheRule = Annotated[RoutingRule, Depends(rule_in_view)]
OwnRule = Annotated[RoutingRule, Depends(own_rule)]
ToClaim = Annotated[Ticket, Depends(ticket_to_claim)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Viewer = Annotated[Actor, Depends(may(TicketRoutingPermission.VIEW))]
Manager = Annotated[Actor, Depends(may(TicketRoutingPermission.MANAGE))]
Settler = Annotated[Actor, Depends(may(TicketPermission.SETTLE))]


@router.get("/ticket-routing-rules")
async def list_routing_rules(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[RoutingRuleView]:
    """分派规则列表: Rules of my place, of those above and inside it, newest first."""
    lines = queries.rule_lines(queries.rules_in_view(actor))
    rows, cursor = await page_of(session, lines, [RoutingRule.made_at, RoutingRule.id], paging)
    return Page(items=[rule_view(row) for row in rows], next_cursor=cursor)


@router.post("/ticket-routing-rules", status_code=201)
async def make_routing_rule(
    draft: RoutingRuleDraft, actor: Manager, session: Session, response: Response, now: Now
) -> RoutingRuleView:
    """新建分派规则: A rule of the place at which I hold office."""
    rule = await editing.make_rule(session, actor, draft, now=now)
    show_version(response, rule.version)
    return await whole_rule(session, rule)


@router.get("/ticket-routing-rules/{rule_id}")
async def get_routing_rule(
    rule: TheRule, _: Viewer, session: Session, response: Response
) -> RoutingRuleView:
    """查看分派规则: One rule as it is now."""
    show_version(response, rule.version)
    return await whole_rule(session, rule)


@router.put("/ticket-routing-rules/{rule_id}")
async def change_routing_rule(
    draft: RoutingRuleDraft,
    rule: OwnRule,
    actor: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> RoutingRuleView:
    """修改分派规则: Another content, or an end to it. What was decided before stays explained."""
    match.check(rule.version)
    await editing.change_rule(session, actor, rule, draft, now=now)
    show_version(response, rule.version)
    return await whole_rule(session, rule)


@router.get("/ticket-routing-rules/{rule_id}/editions")
async def list_routing_rule_editions(
    rule: TheRule, _: Manager, session: Session, paging: ThePaging
) -> Page[RoutingRuleEditionView]:
    """分派规则的历次内容: A rule as it was from one change to the next, newest first."""
    lines = queries.editions_of(rule.id)
    rows, cursor = await page_of(session, lines, [RoutingRuleEdition.version], paging)
    return Page(items=[edition_view(row) for row in rows], next_cursor=cursor)


@router.post("/ticket-routing-trials")
@unkeyed
async def try_routing_rule(
    draft: RoutingRuleDraft, actor: Manager, session: Session
) -> RoutingTrialView:
    """试运行分派规则: Which of the latest tickets of my scope a rule would have fitted. Nothing is
    done."""
    return await editing.try_rule(session, actor, draft)


@router.post("/ticket-routing-questions")
@unkeyed
async def ask_routing(
    question: RoutingQuestion, actor: Viewer, session: Session, now: Now
) -> RoutingAnswer:
    """试问分派结果: To whom a ticket would go that is thought up, and why. Nothing is done."""
    place = await session.get(Place, question.place_id)
    if place is None or place.ended_at is not None or place.community_id is None:
        raise Absent
    if not actor.covers(place):
        raise Absent
    at = question.at or now
    asked = asked_of(
        place,
        place.id,
        service_code=question.service_code,
        source_kind=question.source_kind,
        at=at,
        workday=await is_working(session, at),
    )
    rules = list(await session.scalars(queries.rules_over(place, at)))
    return await answer_view(session, await judge(session, rules, asked, spot_of(place)))


@router.get("/tickets/{ticket_id}/routing")
async def get_ticket_routing(
    ticket: TheTicket, actor: Viewer, session: Session
) -> TicketRoutingView:
    """分派说明: What the rules said to a ticket, and why: each rule, who was considered with what
    load, who was chosen; as it was then."""
    if not actor.covers(ticket):
        raise NotYoursToExplain
    found = (await session.scalars(queries.routings_of(ticket.id).limit(MOST_ROUTINGS))).all()
    return TicketRoutingView(ticket_id=ticket.id, routings=await routing_views(session, found))


@router.get("/ticket-offers")
async def list_ticket_offers(
    actor: Settler, session: Session, paging: ThePaging
) -> Page[TicketOfferLine]:
    """可抢诉求: Tickets that the posting under which I act may grab, newest first."""
    lines = queries.offer_lines(actor.acting.id if actor.acting else None)
    rows, cursor = await page_of(session, lines, [Offer.offered_at, Offer.ticket_id], paging)
    return Page(items=[TicketOfferLine(**row) for row in rows], next_cursor=cursor)


@router.post("/tickets/{ticket_id}/claim")
async def claim_ticket(
    ticket: ToClaim, actor: Settler, session: Session, showcase: TheShowcase, now: Now
) -> TicketView:
    """抢单: Take what nobody has yet. Of two at once one has it; the other reads in what state it
    is."""
    await service.claim(session, actor, ticket, now=now)
    return await view_of(session, actor, ticket, showcase, now)
