"""Rating, not wanting to, and having a settled ticket handled again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_ending import public as ending
from shequ_api.features.ticket_ratings import queries
from shequ_api.features.ticket_ratings.events import RatingGiven
from shequ_api.features.ticket_ratings.models import RatingRefusal, TicketRating
from shequ_api.features.ticket_ratings.rules import Stake, Terms, open_until
from shequ_api.features.ticket_ratings.terms import terms_of
from shequ_api.features.ticket_ratings.writings import have_checked, have_checked_anew
from shequ_api.features.ticket_twins.public import is_affected
from shequ_api.features.tickets.events import TicketRated
from shequ_api.features.tickets.public import (
    ENDED_WELL,
    NotYourTicket,
    Ticket,
    TicketPermission,
    TicketState,
    facts_of,
    is_reporter,
    keep_unnamed,
    signer_of,
    take_step,
    who_took,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class NotAffected(Forbidden):
    code, title = "not_affected", "只有受这件诉求影响的人可以评价"


class NotSettled(NotNow):
    code, title = "ticket_not_settled", "诉求办结后才能评价"


class RatingClosed(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "rating_closed", "评价期限已过"


class RatingFixed(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "rating_fixed", "评价已超过可修改的期限"


class ReopeningClosed(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "reopening_closed", "申请重新办理的期限已过"


class ReopenedTooOften(NotNow):
    """`most`: so often may it be reopened by the one who ordered it."""

    code, title = "reopened_too_often", "重新办理的次数已达上限，请联系社区"


class LeadDecides(NotNow):
    """It is handled under another one: who is not content rates that one low, and is called back,
    by which it is handled again. `merged_into_id`: that one."""

    code = "lead_decides"
    title = "诉求已并入另一件一起办理：请评价那一件，评价较低的会有人回访，可以由此重新办理"


class ReinspectionDecides(NotNow):
    """A hazard's ticket: whether it was put right is seen by looking again."""

    code, title = "reinspection_decides", "此单来自隐患排查，是否整改到位由复查决定"


@dataclass(frozen=True, slots=True)
class Round:
    """One settlement of a ticket, and what holds about it."""

    number: int
    settled_at: datetime
    terms: Terms

    @property
    def rating_until(self) -> datetime:
        return open_until(self.settled_at, self.terms.rating_days)


async def round_of(session: AsyncSession, ticket: Ticket) -> Round | None:
    """The last settlement; None where there was none."""
    times = await ending.settled_at(session, ticket)
    if not times:
        return None
    return Round(len(times), times[-1], await terms_of(session, ticket.district_id))


async def relation_of(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime
) -> Stake | None:
    """How the actor, or whom they act for, is affected by a ticket; None: they are not.

    Of a private one nobody knows but its reporter, and whose tickets were merged into it.
    """
    if is_reporter(session, actor, ticket):
        return Stake.REPORTER
    if await session.scalar(is_affected(ticket.id, actor.concerned_id)):
        return Stake.SUPPORTER
    if ticket.private or ticket.building_id is None:
        return None
    lives_there = queries.inhabits(ticket, actor.concerned_id, china_date(now))
    return Stake.INHABITANT if await session.scalar(lives_there) else None


async def rate(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    relation: Stake,
    *,
    score: int,
    comment: str | None,
    now: datetime,
) -> TicketRating:
    """A person's one rating of the last settlement: given in time, or changed in time. The
    reporter's is the fourth slip, too: it is taken once, whatever is changed later."""
    case = await lock_case(session, ticket.case_id)
    this = await round_of(session, ticket)
    if this is not None and case.state == TicketState.ARCHIVED:
        raise RatingClosed(until=this.rating_until.isoformat())
    if this is None or case.state not in ENDED_WELL:
        raise NotSettled
    keep_unnamed(session, actor, ticket)
    found = queries.rating_of(ticket.id, this.number, actor.concerned_id, relation)
    rating = await session.scalar(found)
    if rating is None:
        return await _give(session, actor, ticket, this, relation, score, comment, now)
    if (rating.score, rating.comment) == (score, comment):
        return rating  # the same again is no change
    until = open_until(rating.rated_at, this.terms.change_days)
    if now >= until:
        raise RatingFixed(until=until.isoformat())
    changed = rating.comment != comment
    rating.score, rating.comment, rating.changed_at = score, comment, now
    if changed:
        await have_checked_anew(session, ticket, rating, now=now)
    if relation == Stake.REPORTER:
        ticket.score = score
    _tell(session, ticket, rating, this.terms, now)
    return rating


async def _give(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    this: Round,
    relation: Stake,
    score: int,
    comment: str | None,
    now: datetime,
) -> TicketRating:
    if now >= this.rating_until:
        raise RatingClosed(until=this.rating_until.isoformat())
    signer = signer_of(session, actor, ticket)
    own = relation == Stake.REPORTER
    if own:
        await _take_slip(session, actor, ticket, score=score, now=now)
    rating = TicketRating(
        id=new_id(),
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        round=this.number,
        person_id=actor.concerned_id if signer or not own else None,
        filed_by_id=actor.person_id if actor.on_behalf_of else None,
        relation=relation,
        score=score,
        comment=comment,
        rated_at=now,
        changed_at=now,
    )
    session.add(rating)
    have_checked(session, ticket, rating, now=now)
    _tell(session, ticket, rating, this.terms, now)
    return rating


async def _take_slip(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    score: int,
    now: datetime,
) -> None:
    """The fourth slip: the step, the ticket's own score, and the fact that points are given for.
    What was written stands in the rating alone: the trail is read unchecked, and never changed."""
    await take_step(session, actor, ticket, "rate", note=None, now=now, score=score)
    ticket.score = score
    took = await who_took(session, ticket.case_id)
    rated = TicketRated(
        **facts_of(ticket),
        score=score,
        settled_by_id=took["settle"],
        accepted_by_id=took["accept"],
    )
    record(session, rated, now=now)


def _tell(
    session: AsyncSession, ticket: Ticket, rating: TicketRating, terms: Terms, now: datetime
) -> None:
    given = RatingGiven(
        subject_id=ticket.id,
        district_id=ticket.district_id,
        rating_id=rating.id,
        community_id=ticket.community_id,
        round=rating.round,
        score=rating.score,
        relation=rating.relation,
        low=rating.score <= terms.low_score,
    )
    record(session, given, now=now)


async def refuse(session: AsyncSession, person_id: UUID, ticket: Ticket, *, now: datetime) -> None:
    """Does not want to rate it: is not reminded any more. Twice is once."""
    row = insert(RatingRefusal).values(
        ticket_id=ticket.id, person_id=person_id, district_id=ticket.district_id, refused_at=now
    )
    await session.execute(row.on_conflict_do_nothing())


async def reopen(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Ticket:
    """重新办理: by the community, before it is archived; by the one who ordered, some days long
    and some times. Raises `NotYourTicket`, `IllegalStep`."""
    staff = actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)
    if not (staff or is_reporter(session, actor, ticket)):
        raise NotYourTicket
    if (lead_id := ticket.merged_into_id) is not None:
        raise LeadDecides(operation="set_my_ticket_rating", merged_into_id=str(lead_id))
    if ticket.source_kind == "hazard":
        raise ReinspectionDecides
    this = await round_of(session, ticket)
    if this is not None and not staff:
        _in_time(this, await session.scalar(queries.taken_up_by_them(ticket)) or 0, now)
    return await ending.reopen(session, actor, ticket, reason=reason, now=now)


def _in_time(this: Round, reopened: int, now: datetime) -> None:
    until = open_until(this.settled_at, this.terms.reopen_days)
    if now >= until:
        raise ReopeningClosed(until=until.isoformat())
    if reopened >= this.terms.most_reopenings:
        raise ReopenedTooOften(most=this.terms.most_reopenings)
