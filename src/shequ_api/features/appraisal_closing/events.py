from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class AppraisalDisputeAnswered(Fact):
    """`subject_id` is the dispute."""

    name: ClassVar[str] = "appraisal_dispute_answered"

    community_id: UUID
    appraisal_id: UUID
    person_id: UUID
    accepted: bool
    by_id: UUID


class AppraisalMonthFrozen(Fact):
    """`subject_id` is a community's month."""

    name: ClassVar[str] = "appraisal_month_frozen"

    community_id: UUID
    month: date
    edition: int
    by_id: UUID
