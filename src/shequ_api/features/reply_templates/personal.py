"""What this feature keeps about persons: who made a template."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.reply_templates.models import ReplyTemplate
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The templates that I made."""
    mine = select(ReplyTemplate).where(ReplyTemplate.made_by_id == person_id)
    return {
        "设置的常用语": [
            {"标题": each.title, "时间": each.made_at}
            for each in await session.scalars(mine.order_by(ReplyTemplate.made_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's template stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("reply_templates.made_by_id",), collect=collect, erase=erase, merge=merge
)
