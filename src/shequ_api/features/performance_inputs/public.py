"""What other features may ask of a month's inputs: its rows, and the days that were served."""

from shequ_api.features.performance_inputs.models import (
    SCOPES,
    PerformanceAdjustment,
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_inputs.queries import (
    adjusted,
    china_day,
    live,
    of_person,
    span_of,
)
from shequ_api.features.performance_inputs.rules import LATE_FOR, MONTH_TITLES, MonthState
from shequ_api.features.performance_inputs.service.comparing import changed_rows
from shequ_api.features.performance_inputs.service.gathering import gather
from shequ_api.features.performance_inputs.service.serving import (
    note_absences,
    over_on,
    services_of,
)

__all__ = [
    "LATE_FOR",
    "MONTH_TITLES",
    "SCOPES",
    "MonthState",
    "PerformanceAdjustment",
    "PerformanceItem",
    "PerformanceMonth",
    "PerformanceReview",
    "adjusted",
    "changed_rows",
    "china_day",
    "gather",
    "live",
    "note_absences",
    "of_person",
    "over_on",
    "services_of",
    "span_of",
]
