"""Whatever changes what somebody earned may change their level."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.card_level_news.service import follow
from shequ_api.features.earnings.events import PointsClawedBack, PointsEarned
from shequ_api.features.manual_credits.events import ManualCreditApproved, ManualCreditReversed

Heard = PointsEarned | PointsClawedBack | ManualCreditApproved | ManualCreditReversed


async def reckon(session: AsyncSession, fact: Heard, now: datetime) -> None:
    """Reckon the level of whom it is about."""
    if fact.district_id is not None:
        await follow(session, fact.person_id, fact.district_id, now=now)


REACTIONS = [
    Reaction("card_levels.earned", PointsEarned, reckon),
    Reaction("card_levels.clawed_back", PointsClawedBack, reckon),
    Reaction("card_levels.credited", ManualCreditApproved, reckon),
    Reaction("card_levels.reversed", ManualCreditReversed, reckon),
]
