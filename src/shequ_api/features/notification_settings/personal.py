"""What this feature keeps about persons: what they chose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.notification_settings.models import NotificationSettings
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I want carried out, and my quiet hours in minutes after midnight."""
    own = await session.get(NotificationSettings, person_id)
    if own is None:
        return {"通知设置": []}
    quiet = [own.quiet_starts, own.quiet_ends]
    return {"通知设置": [{"选择": own.choices, "免打扰（零点后分钟）": quiet, "时间": own.set_at}]}


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """All of it goes."""
    theirs = delete(NotificationSettings).where(NotificationSettings.person_id == person_id)
    await session.execute(theirs, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """The kept account's choices stand; where it has none, the other's do."""
    own = aliased(NotificationSettings)
    chosen = exists().where(own.person_id == kept_id)
    second = delete(NotificationSettings).where(NotificationSettings.person_id == merged_id, chosen)
    await session.execute(second, execution_options=QUIET)
    await repoint(session, [NotificationSettings.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("notification_settings.person_id", "district_quiet_hours.set_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
