from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PerformanceAdjusted(Fact):
    """`subject_id` is the adjustment."""

    name: ClassVar[str] = "performance_adjusted"

    of_review_id: UUID
    """Of the frozen month."""
    person_id: UUID
    points_hundredths: int
