from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class AppraisalMonthFact(Fact):
    """Base: `subject_id` is a community's month."""

    community_id: UUID
    month: date


class AppraisalMonthShown(AppraisalMonthFact):
    """It is over: workers see what came of it, and may dispute until a day, included."""

    name: ClassVar[str] = "appraisal_month_shown"

    dispute_until: date
