"""Tries are let go; offers that nobody answered are over."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.card_gifts.models import CardGiftTry
from shequ_api.features.card_gifts.service.answering import lapse

KEPT_DAYS = 30


async def forget_tries(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Drop who asked whose card it was, longer ago than that."""
    old = select(CardGiftTry.id).where(CardGiftTry.tried_at < now - kept).limit(most)
    gone = delete(CardGiftTry).where(CardGiftTry.id.in_(old)).returning(CardGiftTry.id)
    return len((await session.scalars(gone)).all())


CLOCKWORKS = [Clockwork("card_gifts.lapse", timedelta(minutes=1), lapse)]
