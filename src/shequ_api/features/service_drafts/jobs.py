"""Drafts that nobody goes on with are dropped."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.service_drafts import queries
from shequ_api.features.service_drafts.dropping import drop

AT_ONCE = 200


async def drop_untouched(session: AsyncSession, now: datetime) -> None:
    """On a clock."""
    found = list(await session.scalars(queries.untouched(now).limit(AT_ONCE)))
    await drop(session, found, now=now)


CLOCKWORKS = [Clockwork("service_drafts.drop_untouched", timedelta(hours=6), drop_untouched)]
