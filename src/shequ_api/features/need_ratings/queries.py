"""Reads of ratings of pools."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, select
from sqlalchemy.orm import aliased

from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.need_ratings.models import NeedPoolRating
from shequ_api.features.need_ratings.writings import KIND

R = NeedPoolRating
ORDER = [R.rated_at, R.id]


def rating_lines(pool_id: UUID) -> Select[*tuple[Any, ...]]:
    """A pool's ratings, with the words that passed."""
    passed = state_of(KIND, R.id) == ContentState.PASS
    words = case((passed, R.comment)).label("comment")
    return select(R.id, R.score, words, R.rated_at).where(R.pool_id == pool_id)


def rating_of(pool_id: UUID, person_id: UUID) -> Select[NeedPoolRating]:
    """Somebody's rating of a pool."""
    return select(R).where(R.pool_id == pool_id, R.person_id == person_id)


def doubled(kept_id: UUID, merged_id: UUID) -> Select[NeedPoolRating]:
    """Ratings of one person of pools that another one rated, too."""
    other = aliased(NeedPoolRating)
    same = and_(other.pool_id == R.pool_id, other.person_id == kept_id)
    return select(R).where(R.person_id == merged_id, exists().where(same)).order_by(R.pool_id)
