"""What people write when they rate a pool, for those who check it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.need_ratings.models import NeedPoolRating

KIND = "need_pool_rating"


async def _rating(session: AsyncSession, rating_id: UUID) -> Written | None:
    rating = await session.get(NeedPoolRating, rating_id)
    if rating is None or rating.comment is None:
        return None
    return Written(rating.comment, rating.person_id)


WRITINGS = [Writing(KIND, "统单评价", _rating)]
