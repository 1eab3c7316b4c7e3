"""Reminding those who have not read."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.notice_follow_up.events import NoticeReminded
from shequ_api.features.notice_follow_up.models import NoticeReminder
from shequ_api.features.notices.public import Notice, check_shown
from shequ_api.kit.errors import NotNow

BETWEEN_REMINDERS = timedelta(hours=6)


class RemindedJustNow(NotNow):
    code, title = "notice_reminded_just_now", "六小时内已经提醒过"


async def remind(
    session: AsyncSession, actor: Actor, notice: Notice, *, now: datetime
) -> NoticeReminder:
    """Let those hear of it again who have not read it, or not confirmed. NoticeNotPublished."""
    # One after the other: the second finds the reminder of the first.
    await session.refresh(notice, with_for_update=True)
    check_shown(notice, now)
    latest = select(func.max(NoticeReminder.reminded_at))
    last = await session.scalar(latest.where(NoticeReminder.notice_id == notice.id))
    if last is not None and now - last < BETWEEN_REMINDERS:
        raise RemindedJustNow
    reminder = NoticeReminder(
        notice_id=notice.id,
        reminded_at=now,
        district_id=notice.district_id,
        number=notice.current_number or 1,
        reminded_by_id=actor.person_id,
    )
    session.add(reminder)
    fact = NoticeReminded(
        subject_id=notice.id,
        district_id=notice.district_id,
        category=notice.category,
        number=reminder.number,
        at=now,
    )
    record(session, fact, now=now)
    return reminder
