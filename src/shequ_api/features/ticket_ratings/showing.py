"""Putting the ratings of a ticket together for one reader."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.ticket_ratings import queries
from shequ_api.features.ticket_ratings.rules import RELATION_TITLES, Stake, open_until
from shequ_api.features.ticket_ratings.schemas import OwnRatingView, RatingSummary
from shequ_api.features.ticket_ratings.service import Round, relation_of, round_of
from shequ_api.features.tickets.public import ENDED_WELL, Ticket


async def summary_of(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime
) -> RatingSummary:
    """The last round in numbers, and what the reader gave and may still do."""
    await session.flush()
    this = await round_of(session, ticket)
    number = this.number if this else 0
    rows = await session.execute(queries.score_counts(ticket.id, number))
    counts = {row.score: row.many for row in rows}
    scores = [counts.get(score, 0) for score in range(1, 6)]
    total = sum(scores)
    worth = sum(score * many for score, many in counts.items())
    relation = await relation_of(session, actor, ticket, now=now)
    refused = await session.scalar(queries.refusal_of(ticket.id, actor.concerned_id))
    rateable = this is not None and ticket.case.state in ENDED_WELL and now < this.rating_until
    return RatingSummary(
        ticket_id=ticket.id,
        round=number,
        count=total,
        mean=round(worth / total, 2) if total else None,
        scores=scores,
        relation=relation,
        relation_title=RELATION_TITLES[relation] if relation else None,
        rateable_until=this.rating_until if this and rateable else None,
        mine=await _mine(session, actor, ticket, this, relation, now) if this else None,
        refused=bool(refused),
    )


async def _mine(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    this: Round,
    relation: Stake | None,
    now: datetime,
) -> OwnRatingView | None:
    found = queries.rating_of(ticket.id, this.number, actor.concerned_id, relation)
    rating = await session.scalar(found)
    if rating is None:
        return None
    until = open_until(rating.rated_at, this.terms.change_days)
    changeable = now < until and ticket.case.state in ENDED_WELL
    return OwnRatingView(
        score=rating.score, comment=rating.comment, changeable_until=until if changeable else None
    )
