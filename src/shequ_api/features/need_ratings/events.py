from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PoolRated(Fact):
    """A member rated what was delivered, or thinks otherwise of it now. `subject_id` is the
    pool."""

    name: ClassVar[str] = "need_pool_rated"

    rating_id: UUID
    community_id: UUID
    score: int
    low: bool
