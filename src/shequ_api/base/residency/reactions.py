"""What residency does when it hears of facts below it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.residency.leaving import empty_place


async def empty_ended_place(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Whoever demolished it has emptied it; this ends what others wrote there meanwhile."""
    await empty_place(session, fact.subject_id, by_id=fact.ended_by_id, reason=None, now=now)


REACTIONS = [Reaction("residency.empty_ended_place", PlaceEnded, empty_ended_place)]
