"""Manual credits that nobody decided about: a matter of those who may, until somebody has."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.manual_credits.events import ManualCreditAsked, ManualCreditClosed
from shequ_api.features.manual_credits.public import still_waits


async def tell_asked(session: AsyncSession, fact: ManualCreditAsked, now: datetime) -> None:
    """The community's staff, and the subdistrict, where the community has nobody else."""
    if await still_waits(session, fact.subject_id):
        await tell_offices(
            session,
            MessageKind.MANUAL_CREDIT_AWAITED,
            [
                (Role.COMMUNITY_WORKER, fact.community_id),
                (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
            ],
            occasion_id=fact.subject_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def end_asked(session: AsyncSession, fact: ManualCreditClosed, now: datetime) -> None:
    """Somebody said yes or no, or it was withdrawn."""
    kinds = [MessageKind.MANUAL_CREDIT_AWAITED]
    await close_matters_of(session, kinds, fact.subject_id, now=now)


REACTIONS = [
    Reaction("points_matters.credit_asked", ManualCreditAsked, tell_asked),
    Reaction("points_matters.credit_closed", ManualCreditClosed, end_asked),
]
