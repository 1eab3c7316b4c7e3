"""What this feature keeps about persons: what they thought of pools."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.content_checks.public import take_back
from shequ_api.features.need_pools.public import NeedPool, hold
from shequ_api.features.need_ratings import queries
from shequ_api.features.need_ratings.models import NeedPoolRating
from shequ_api.features.need_ratings.writings import KIND
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I said of pools."""
    mine = (
        select(NeedPoolRating, NeedPool.title)
        .join(NeedPool, NeedPool.id == NeedPoolRating.pool_id)
        .where(NeedPoolRating.person_id == person_id)
        .order_by(NeedPoolRating.rated_at)
    )
    return {
        "统单评价": [
            {"统单": title, "评分": each.score, "评语": each.comment, "时间": each.rated_at}
            for each, title in await session.execute(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that somebody gave so many stars stays."""
    theirs = update(NeedPoolRating).where(
        NeedPoolRating.person_id == person_id, NeedPoolRating.comment.is_not(None)
    )
    await session.execute(theirs.values(comment=FORGOTTEN), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """One human being rates once: of two ratings of one pool the kept person's stays."""
    for rating in (await session.scalars(queries.doubled(kept_id, merged_id))).all():
        pool = await session.get_one(NeedPool, rating.pool_id)
        await hold(session, pool)
        pool.ratings -= 1
        pool.rating_total -= rating.score
        await take_back(session, KIND, rating.id)
        await session.delete(rating)
        await session.flush()
    await repoint(session, [NeedPoolRating.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("need_pool_ratings.person_id",), collect=collect, erase=erase, merge=merge
)
