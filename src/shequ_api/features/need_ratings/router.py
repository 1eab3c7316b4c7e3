"""Ratings of pools over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.need_pools.public import AnyPool
from shequ_api.features.need_ratings import queries, service
from shequ_api.features.need_ratings.models import NeedPoolRating
from shequ_api.features.need_ratings.permissions import NeedRatingPermission
from shequ_api.features.need_ratings.rules import change_until
from shequ_api.features.need_ratings.schemas import MyPoolRating, PoolRatingDraft, PoolRatingLine
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["need_pools"], prefix="/need-pools/{need_pool_id}")
Rater = Annotated[Actor, Depends(may(NeedRatingPermission.RATE))]


@router.put("/my-rating")
async def rate_need_pool(
    draft: PoolRatingDraft, pool: AnyPool, actor: Rater, session: Session, now: Now
) -> MyPoolRating:
    """评价统单: What I, who was in it, think of what was delivered; changed in time, the last word
    counts."""
    rating = await service.rate(
        session, actor, pool, score=draft.score, comment=draft.comment, now=now
    )
    return _shown(rating)


@router.get("/my-rating")
async def get_my_pool_rating(pool: AnyPool, actor: Rater, session: Session) -> MyPoolRating:
    """我的统单评价: What I said of a pool; 404 where I did not rate it."""
    rating = await session.scalar(queries.rating_of(pool.id, actor.person_id))
    if rating is None:
        raise Absent
    return _shown(rating)


@router.get("/ratings")
async def list_need_pool_ratings(
    pool: AnyPool, _: Rater, session: Session, paging: ThePaging
) -> Page[PoolRatingLine]:
    """统单评价列表: What members think of it, the latest first; words once they passed the check,
    never whose they are."""
    rows, cursor = await page_of(session, queries.rating_lines(pool.id), queries.ORDER, paging)
    return Page(items=[PoolRatingLine(**row) for row in rows], next_cursor=cursor)


def _shown(rating: NeedPoolRating) -> MyPoolRating:
    return MyPoolRating(
        id=rating.id,
        score=rating.score,
        comment=rating.comment,
        rated_at=rating.rated_at,
        changed_at=rating.changed_at,
        changeable_until=change_until(rating.rated_at),
    )
