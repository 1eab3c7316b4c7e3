"""What was sent, and what was answered, matters for some months."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionSend,
)
from shequ_api.kit.repointing import QUIET

KEPT_DAYS = 180
AT_ONCE = 5000


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """On a clock: let go of what is too old; accepts of so long ago are tried no more."""
    before = now - timedelta(days=KEPT_DAYS)
    sends = select(SubscriptionSend.id).where(SubscriptionSend.told_at < before)
    old = delete(SubscriptionSend).where(SubscriptionSend.id.in_(sends.limit(AT_ONCE)))
    await session.execute(old, execution_options=QUIET)
    key = (SubscriptionAnswer.report_id, SubscriptionAnswer.template_id)
    answers = select(*key).where(SubscriptionAnswer.answered_at < before).limit(AT_ONCE)
    gone = delete(SubscriptionAnswer).where(tuple_(*key).in_(answers))
    await session.execute(gone, execution_options=QUIET)
