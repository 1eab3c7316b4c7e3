from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PerformanceDisputeAnswered(Fact):
    """`subject_id` is the dispute."""

    name: ClassVar[str] = "performance_dispute_answered"

    community_id: UUID
    review_id: UUID
    person_id: UUID
    accepted: bool
    by_id: UUID


class PerformanceMonthFrozen(Fact):
    """`subject_id` is a community's month."""

    name: ClassVar[str] = "performance_month_frozen"

    community_id: UUID
    month: date
    edition: int
    by_id: UUID
