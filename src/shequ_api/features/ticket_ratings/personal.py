"""What this feature keeps about persons: what they thought of settlements, and did not want to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_ratings.models import RatingRefusal, TicketRating
from shequ_api.features.tickets.public import Ticket, filed_by
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


def _given_by(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    """A person's own ratings: those under their name, and those of anonymous tickets of theirs."""
    theirs = select(Ticket.id).where(Ticket.anonymous, filed_by(session, person_id))
    unsigned = and_(TicketRating.person_id.is_(None), TicketRating.ticket_id.in_(theirs))
    return or_(TicketRating.person_id == person_id, unsigned)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I rated, and what I did not want to rate."""
    mine = select(TicketRating).where(_given_by(session, person_id))
    refused = select(RatingRefusal).where(RatingRefusal.person_id == person_id)
    return {
        "诉求评价": [
            {
                "诉求编号": each.ticket_id,
                "评分": each.score,
                "评语": each.comment,
                "时间": each.rated_at,
                "由他人代评": each.filed_by_id is not None,
            }
            for each in await session.scalars(mine.order_by(TicketRating.rated_at))
        ],
        "不再提醒评价": [
            {"诉求编号": each.ticket_id, "时间": each.refused_at}
            for each in await session.scalars(refused.order_by(RatingRefusal.refused_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that somebody gave so many stars stays."""
    theirs = update(TicketRating).where(
        _given_by(session, person_id), TicketRating.comment.is_not(None)
    )
    await session.execute(theirs.values(comment=ERASED), execution_options=QUIET)
    refused = delete(RatingRefusal).where(RatingRefusal.person_id == person_id)
    await session.execute(refused, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Of two ratings of one settlement the reporter's stays, else the kept person's: one human
    being rates once."""
    twin = aliased(TicketRating)
    same = and_(twin.ticket_id == TicketRating.ticket_id, twin.round == TicketRating.round)
    for going, staying in ((merged_id, kept_id), (kept_id, merged_id)):
        doubled = exists().where(same, twin.person_id == staying)
        dropped = delete(TicketRating).where(
            TicketRating.person_id == going, TicketRating.relation != "reporter", doubled
        )
        await session.execute(dropped, execution_options=QUIET)
    known = aliased(RatingRefusal)
    both = exists().where(known.person_id == kept_id, known.ticket_id == RatingRefusal.ticket_id)
    twice = delete(RatingRefusal).where(RatingRefusal.person_id == merged_id, both)
    await session.execute(twice, execution_options=QUIET)
    persons = (TicketRating.person_id, TicketRating.filed_by_id, RatingRefusal.person_id)
    await repoint(session, persons, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_ratings.person_id",
        "ticket_ratings.filed_by_id",
        "ticket_rating_refusals.person_id",
        "ticket_ending_rules.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
