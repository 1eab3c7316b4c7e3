"""Rating settled tickets, and having them handled again, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.ticket_ratings import queries, service
from shequ_api.features.ticket_ratings.models import TicketRating as GivenRating
from shequ_api.features.ticket_ratings.permissions import RatingPermission
from shequ_api.features.ticket_ratings.rules import Terms
from shequ_api.features.ticket_ratings.schemas import (
    RatingSummary,
    TicketRating,
    TicketRatingLine,
    TicketTermsDraft,
    TicketTermsView,
)
from shequ_api.features.ticket_ratings.showing import rating_line, summary_of
from shequ_api.features.ticket_ratings.terms import edition_of, set_terms
from shequ_api.features.tickets.public import (
    TheTicket,
    Ticket,
    TicketReason,
    TicketView,
    keep_unnamed,
    ticket_in_view,
    view_of,
)
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Rater = Annotated[Actor, Depends(may(RatingPermission.RATE, on_behalf=True))]
Reopener = Annotated[Actor, Depends(may(RatingPermission.REOPEN, on_behalf=True))]
TermsReader = Annotated[Actor, Depends(may(RatingPermission.VIEW_TERMS))]
TermsSetter = Annotated[Actor, Depends(may(RatingPermission.SET_TERMS))]


class NoDistrict(Forbidden):
    """Terms are a district's."""

    code, title = "not_in_a_district", "您任职的范围不属于某一个区（县）"


async def ticket_to_reopen(ticket_id: UUID, actor: Reopener, session: Session, now: Now) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session, now)


async def _affecting(ticket_id: UUID, actor: Actor, session: Session, now: Now) -> Ticket:
    """A ticket by which the actor is affected, or that is in view."""
    ticket = await session.scalar(queries.ticket_by_id(ticket_id))
    if ticket is None:
        raise Absent
    if await service.relation_of(session, actor, ticket, now=now) is not None:
        return ticket
    return await ticket_in_view(ticket_id, actor, session, now)


async def ticket_affecting(ticket_id: UUID, actor: AnyActor, session: Session, now: Now) -> Ticket:
    """To look at how it was rated."""
    return await _affecting(ticket_id, actor, session, now)


async def ticket_of_rater(ticket_id: UUID, actor: Rater, session: Session, now: Now) -> Ticket:
    """To rate it, for whom the actor acts for too."""
    return await _affecting(ticket_id, actor, session, now)


ToReopen = Annotated[Ticket, Depends(ticket_to_reopen)]
Affecting = Annotated[Ticket, Depends(ticket_affecting)]
OfRater = Annotated[Ticket, Depends(ticket_of_rater)]


@router.put("/tickets/{ticket_id}/ratings/mine")
async def set_my_ticket_rating(
    rating: TicketRating, ticket: OfRater, actor: Rater, session: Session, now: Now
) -> RatingSummary:
    """群众评单: One rating of each who is affected: who ordered it, who said "me too", who lives
    there; or by a mandate for them. Given again within some days, it is changed."""
    relation = await service.relation_of(session, actor, ticket, now=now)
    if relation is None:
        raise service.NotAffected
    await service.rate(
        session, actor, ticket, relation, score=rating.score, comment=rating.comment, now=now
    )
    await session.flush()
    return await summary_of(session, actor, ticket, now=now)


@router.put("/tickets/{ticket_id}/rating-refusal")
async def refuse_to_rate_ticket(
    ticket: OfRater, actor: Rater, session: Session, now: Now
) -> RatingSummary:
    """不再提醒评价: I do not want to rate it; there are no more reminders. I still may."""
    if await service.relation_of(session, actor, ticket, now=now) is None:
        raise service.NotAffected
    keep_unnamed(session, actor, ticket)
    if not ticket.anonymous:  # who ordered without a name is not reminded, and leaves none
        await service.refuse(session, actor.concerned_id, ticket, now=now)
    return await summary_of(session, actor, ticket, now=now)


@router.get("/tickets/{ticket_id}/rating-summary")
async def get_ticket_rating_summary(
    ticket: Affecting, actor: AnyActor, session: Session, now: Now
) -> RatingSummary:
    """评价汇总: How all who are affected rated it, what I gave, and until when I may."""
    return await summary_of(session, actor, ticket, now=now)


@router.get("/tickets/{ticket_id}/ratings")
async def list_ticket_ratings(
    ticket: TheTicket, actor: AnyActor, session: Session, paging: ThePaging
) -> Page[TicketRatingLine]:
    """评价列表: The ratings of a ticket, the latest first; of earlier settlements, too. What was
    written is read by others once it was found fit; by who handles it, unless it was found unfit.
    """
    lines = queries.rating_lines(GivenRating.ticket_id == ticket.id)
    order = [GivenRating.rated_at, GivenRating.id]
    rows, cursor = await page_of(session, lines, order, paging)
    items = [rating_line(session, actor, ticket, row) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/tickets/{ticket_id}/reopening")
async def reopen_ticket(
    reason: TicketReason,
    ticket: ToReopen,
    actor: Reopener,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """重新办理: Have a settled ticket handled again: by the one who ordered, in time; by the
    community. Whoever had it last has it again, if they still serve there."""
    await service.reopen(session, actor, ticket, reason=reason.reason, now=now)
    await refuse_unfit(session, reason.reason, ticket)
    return await view_of(session, actor, ticket, showcase, now)


@router.get("/ticket-terms")
async def get_ticket_terms(
    actor: TermsReader, session: Session, response: Response
) -> TicketTermsView:
    """评价与归档规则: How long one may rate and reopen in my district, and what follows."""
    return await _terms(session, _district_of(actor), response)


@router.put("/ticket-terms")
async def set_ticket_terms(
    draft: TicketTermsDraft,
    actor: TermsSetter,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> TicketTermsView:
    """设定评价与归档规则: From now on; the same again changes nothing."""
    district_id = _district_of(actor)
    wanted, (held, version) = (
        Terms(**draft.model_dump()),
        await edition_of(session, district_id),
    )
    if wanted != held or version == 0:
        match.check(version)
        await set_terms(session, actor, district_id, wanted, version=version, now=now)
    return await _terms(session, district_id, response)


async def _terms(session: Session, district_id: UUID, response: Response) -> TicketTermsView:
    terms, version = await edition_of(session, district_id)
    show_version(response, version)
    return TicketTermsView(district_id=district_id, version=version, **terms._asdict())


def _district_of(actor: Actor) -> UUID:
    if actor.district_id is None:
        raise NoDistrict
    return actor.district_id
