from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PerformanceMonthFact(Fact):
    """Base: `subject_id` is a community's month."""

    community_id: UUID
    month: date


class PerformanceReviewShown(Fact):
    """Somebody's month is over: they see what came of it. `subject_id` is the review."""

    name: ClassVar[str] = "performance_review_shown"

    person_id: UUID


class PerformanceMonthShown(PerformanceMonthFact):
    """It is over: workers see what came of it, and may dispute until a day, included."""

    name: ClassVar[str] = "performance_month_shown"

    dispute_until: date
