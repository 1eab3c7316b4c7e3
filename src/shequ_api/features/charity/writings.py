"""What donors write beside a gift, for those who check it; and having it checked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import Writing, Written
from shequ_api.features.charity.events import DonationMade
from shequ_api.features.charity.models import Donation
from shequ_api.features.charity.queries import CHECKED_AS
from shequ_api.features.content_checks.public import hand_in


async def _message(session: AsyncSession, donation_id: UUID) -> Written | None:
    gift = await session.get(Donation, donation_id)
    if gift is None or gift.message is None:
        return None
    return Written(gift.message, gift.donor_id, unnamed=gift.anonymous)


WRITINGS = [Writing(CHECKED_AS, "捐赠留言", _message)]


async def have_checked(
    session: AsyncSession, made: DonationMade, message: str | None, *, now: datetime
) -> None:
    """What was written beside a gift is checked before others read it. The gift waits for nothing;
    whoever gave it without a name wrote without one."""
    if message is None:
        return
    hand_in(
        session,
        CHECKED_AS,
        made.subject_id,
        located=await session.get_one(Place, made.community_id),
        author_id=made.donor_id,
        unnamed=made.anonymous,
        by_staff=False,
        text=message,
        now=now,
    )
