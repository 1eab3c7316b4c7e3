"""What people write when they rate, for those who check it; and having it checked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.content_checks.public import hand_in, take_back
from shequ_api.features.ticket_ratings.models import TicketRating
from shequ_api.features.tickets.public import Ticket, reporter_of

RATING = "ticket_rating"


async def _rating(session: AsyncSession, rating_id: UUID) -> Written | None:
    rating = await session.get(TicketRating, rating_id)
    if rating is None or rating.comment is None:
        return None
    if rating.person_id is not None:
        return Written(rating.comment, rating.filed_by_id or rating.person_id)
    ticket = await session.get_one(Ticket, rating.ticket_id)
    return Written(rating.comment, reporter_of(session, ticket), unnamed=True)


WRITINGS = [Writing(RATING, "诉求评价", _rating)]


def have_checked(
    session: AsyncSession, ticket: Ticket, rating: TicketRating, *, now: datetime
) -> None:
    """What was written is checked before others read it."""
    if rating.comment is None:
        return
    unnamed = rating.person_id is None
    hand_in(
        session,
        RATING,
        rating.id,
        located=ticket,
        author_id=reporter_of(session, ticket) if unnamed else rating.person_id,
        unnamed=unnamed,
        by_staff=False,
        text=rating.comment,
        now=now,
    )


async def have_checked_anew(
    session: AsyncSession, ticket: Ticket, rating: TicketRating, *, now: datetime
) -> None:
    """Other words are another content; of those before, nothing that was judged holds."""
    await take_back(session, RATING, rating.id)
    have_checked(session, ticket, rating, now=now)
