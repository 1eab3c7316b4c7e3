"""What somebody was told matters for some months."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.models import Matter, Message, Telling

KEPT_DAYS = 180
AT_ONCE = 5000
"""Rows of each table in one run of the clock, which runs often: as many as come in on a busy day
go within hours."""


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """On a clock: let go of messages and tellings that are too old, then of matters without any."""
    before = now - timedelta(days=KEPT_DAYS)
    await _let_go(session, Message, (Message.id,), Message.told_at, before)
    key = (Telling.person_id, Telling.occasion_id)
    await _let_go(session, Telling, key, Telling.told_at, before)
    told = exists().where(Message.matter_id == Matter.id)
    await _let_go(session, Matter, (Matter.id,), Matter.closed_at, before, ~told)


async def _let_go(
    session: AsyncSession,
    model: Any,
    key: tuple[Any, ...],
    since: Any,
    before: datetime,
    *more: Any,
) -> None:
    oldest = select(*key).where(since <= before, *more).order_by(since).limit(AT_ONCE)
    # Somebody may be reading one, or having it told again: it goes with the next run.
    chosen = oldest.with_for_update(skip_locked=True, of=model)
    going = delete(model).where(tuple_(*key).in_(chosen))
    await session.execute(going, execution_options={"synchronize_session": False})
