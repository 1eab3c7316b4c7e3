"""Putting the ratings of a ticket together for one reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_ratings import queries
from shequ_api.features.ticket_ratings.rules import RELATION_TITLES, Stake, open_until
from shequ_api.features.ticket_ratings.schemas import (
    OwnRatingView,
    RatingSummary,
    TicketRatingLine,
)
from shequ_api.features.ticket_ratings.service import Round, relation_of, round_of
from shequ_api.features.tickets.public import ENDED_WELL, Ticket, is_reporter
from shequ_api.kit.masking import mask_name


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


def rating_line(
    session: AsyncSession, actor: Actor, ticket: Ticket, row: Mapping[str, Any]
) -> TicketRatingLine:
    """A rating as the actor may read it: names masked, and what others wrote once it is fit."""
    own = is_reporter(session, actor, ticket)
    if row["person_id"] is None:
        mine = own
    else:
        mine = actor.person_id in (row["person_id"], row["filed_by_id"])
    handles = not own and (ticket.assignee_id == actor.person_id or actor.covers(ticket))
    unfit = {ContentState.RISKY} if handles else set(ContentState) - {ContentState.PASS}
    name, relation = row["person_name"], Stake(row["relation"])
    shown = {field: row[field] for field in TicketRatingLine.model_fields if field in row}
    return TicketRatingLine(
        **shown
        | {
            "relation": relation,
            "relation_title": RELATION_TITLES[relation],
            "person_name": mask_name(name) if name else None,
            "comment": row["comment"] if mine or row["check"] not in unfit else None,
        }
    )
