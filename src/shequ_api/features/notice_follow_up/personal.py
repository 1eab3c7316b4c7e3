"""What this feature keeps about persons: who reminded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.notice_follow_up.models import NoticeReminder
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The reminders that I sent."""
    mine = select(NoticeReminder).where(NoticeReminder.reminded_by_id == person_id)
    found = await session.scalars(mine.order_by(NoticeReminder.reminded_at))
    return {"发出的通知提醒": [{"时间": each.reminded_at} for each in found]}


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Nothing: that somebody of the office reminded stays, and their name is gone."""


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("notice_reminders.reminded_by_id",), collect=collect, erase=erase, merge=merge
)
