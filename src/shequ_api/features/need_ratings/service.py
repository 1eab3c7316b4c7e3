"""Rating what was delivered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.content_checks.public import hand_in, take_back
from shequ_api.features.need_pools.public import (
    NeedPool,
    PoolState,
    hold,
    rating_until,
    standing,
)
from shequ_api.features.need_ratings import queries
from shequ_api.features.need_ratings.events import PoolRated
from shequ_api.features.need_ratings.models import NeedPoolRating
from shequ_api.features.need_ratings.rules import LOW, change_until
from shequ_api.features.need_ratings.writings import KIND
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class NotOfPool(Forbidden):
    code, title = "not_of_need_pool", "只有参加了这个统单的人可以评价"


class PoolNotDelivered(NotNow):
    code, title = "need_pool_not_delivered", "统单交付后才能评价"


class PoolRatingClosed(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "need_pool_rating_closed", "评价期限已过"


class PoolRatingFixed(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "need_pool_rating_fixed", "评价已超过可修改的期限"


class PoolRatedAlready(NotNow):
    """Sent twice at the same moment: the other was first."""

    code, title = "need_pool_rated_already", "您刚刚已经评价过"


async def rate(
    session: AsyncSession,
    actor: Actor,
    pool: NeedPool,
    *,
    score: int,
    comment: str | None,
    now: datetime,
) -> NeedPoolRating:
    """A member's one rating of a pool: given in time, or changed in time. The pool is held: its
    sum is of all who rated."""
    await hold(session, pool)
    if await session.scalar(standing(pool.id, actor.person_id)) is None:
        raise NotOfPool
    rating = await session.scalar(queries.rating_of(pool.id, actor.person_id))
    if rating is None:
        rating = await _give(session, actor.person_id, pool, score, comment, now)
    elif (rating.score, rating.comment) == (score, comment):
        return rating  # the same again is no change
    else:
        await _change(session, pool, rating, score, comment, now)
    await session.flush()
    rated = PoolRated(
        subject_id=pool.id,
        district_id=pool.district_id,
        rating_id=rating.id,
        community_id=pool.community_id,
        score=score,
        low=score <= LOW,
    )
    record(session, rated, now=now)
    return rating


async def _give(
    session: AsyncSession,
    person_id: UUID,
    pool: NeedPool,
    score: int,
    comment: str | None,
    now: datetime,
) -> NeedPoolRating:
    if pool.delivered_at is None:
        raise PoolNotDelivered
    until = rating_until(pool.delivered_at)
    if now >= until or pool.state == PoolState.DONE:
        raise PoolRatingClosed(until=until.isoformat())
    rating = NeedPoolRating(
        id=new_id(),
        pool_id=pool.id,
        person_id=person_id,
        district_id=pool.district_id,
        score=score,
        comment=comment,
        rated_at=now,
        changed_at=now,
    )
    session.add(rating)
    pool.ratings += 1
    pool.rating_total += score
    _have_checked(session, pool, rating, now)
    return rating


async def _change(
    session: AsyncSession,
    pool: NeedPool,
    rating: NeedPoolRating,
    score: int,
    comment: str | None,
    now: datetime,
) -> None:
    until = change_until(rating.rated_at)
    if now >= until:
        raise PoolRatingFixed(until=until.isoformat())
    pool.rating_total += score - rating.score
    anew = rating.comment != comment
    rating.score, rating.comment, rating.changed_at = score, comment, now
    if anew:
        # Other words are another content: of those before, nothing that was judged holds.
        await take_back(session, KIND, rating.id)
        _have_checked(session, pool, rating, now)


def _have_checked(
    session: AsyncSession, pool: NeedPool, rating: NeedPoolRating, now: datetime
) -> None:
    if rating.comment is None:
        return
    hand_in(
        session,
        KIND,
        rating.id,
        located=pool,
        author_id=rating.person_id,
        by_staff=False,
        text=rating.comment,
        now=now,
    )
