"""What becomes of certificates when hours behind them are taken back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.volunteer_certificates.service.issuing import end_unfounded
from shequ_api.features.volunteer_hours.events import VolunteerHoursReversed
from shequ_api.features.volunteer_hours.public import account_behind


async def look_again(session: AsyncSession, fact: VolunteerHoursReversed, now: datetime) -> None:
    """A certificate that says more than counts by now holds no more."""
    account_id = await account_behind(session, fact.service_id)
    if account_id is not None:
        await end_unfounded(session, account_id, fact.served_on, now=now)


REACTIONS = [Reaction("volunteer_certificates.look_again", VolunteerHoursReversed, look_again)]
