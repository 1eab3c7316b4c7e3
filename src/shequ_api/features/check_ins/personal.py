"""What this feature keeps about persons: where and when they checked in, who reviewed it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Where and when I checked in."""
    mine = select(CheckIn).where(CheckIn.worker_id == person_id).order_by(CheckIn.received_at)
    return {
        "打卡": [
            {
                "时间": each.received_at,
                "经度": each.longitude,
                "纬度": each.latitude,
                "可信度": each.score,
                "依据": [reason["text"] for reason in each.reasons],
                "本人说明": each.explanation,
                "审核意见": each.review_note,
            }
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What was said about it goes. That a place was visited for work stays; by whom is gone with
    the name."""
    theirs = update(CheckIn).where(CheckIn.worker_id == person_id)
    silent = theirs.values(explanation=None, review_note=None)
    await session.execute(silent, execution_options={"synchronize_session": False})


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """The check-ins are the kept person's; who reviewed one stays as it was signed."""
    await repoint(session, [CheckIn.worker_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("check_ins.worker_id", "check_ins.reviewed_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
