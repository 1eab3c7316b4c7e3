"""What this feature keeps about persons: what they would like to have."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.needs.models import Need
from shequ_api.features.needs.rules import STATE_TITLES, NeedState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wanted, and which needs of others I made of their tickets."""
    mine = select(Need).where(Need.person_id == person_id).order_by(Need.placed_at)
    made = select(Need.placed_at).where(Need.made_by_id == person_id).order_by(Need.placed_at)
    return {
        "点单": [
            {
                "内容": each.text,
                "数量": each.quantity,
                "截止日期": each.until_on,
                "愿意付费": each.would_pay,
                "愿意出力": each.would_help,
                "允许邻居看到": each.shared,
                "状态": STATE_TITLES[NeedState(each.state)],
                "时间": each.placed_at,
            }
            for each in await session.scalars(mine)
        ],
        "由诉求转成的点单": [{"时间": at} for at in await session.scalars(made)],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Their words go; what waits to be met waits no more. What is in a pool is left to the pool:
    it is held before the needs in it, lets go of them, and has them forgotten then."""
    theirs = update(Need).where(Need.person_id == person_id, Need.state != NeedState.POOLED)
    over = theirs.where(Need.state == NeedState.WAITING)
    ended = {"state": NeedState.WITHDRAWN.value, "ended_at": now}
    gone = {"text": FORGOTTEN, "terms": [], "shared": False}
    for statement in (over.values(ended), theirs.values(gone)):
        await session.execute(statement, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one wanted is the other's; who made it of a ticket stays as it was signed."""
    await repoint(session, [Need.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("needs.person_id", "needs.made_by_id"), collect=collect, erase=erase, merge=merge
)
