"""What other features may ask of schemes: how rows count, and by which scheme."""

from shequ_api.features.performance_schemes.days import (
    DAY_TITLES,
    ONE_DAY,
    ReviewDayKind,
    Service,
    Stretch,
    days_of,
    each_day,
)
from shequ_api.features.performance_schemes.formula import (
    Days,
    Effect,
    Indicator,
    Kind,
    line_of,
    score_of,
    shown,
    tally,
    verdict_of,
)
from shequ_api.features.performance_schemes.measures import (
    EPOCH,
    LATE_BY,
    MEASURES,
    OUTCOME_TITLES,
    REASONS,
    STATE_TITLES,
    Goal,
    MeasureKey,
    MeasureOutcome,
    MeasureSource,
    last_day,
    next_month,
)
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.features.performance_schemes.permissions import (
    MEASURED,
    PerformanceSchemePermission,
)
from shequ_api.features.performance_schemes.queries import scheme_for, schemes_over

__all__ = [
    "DAY_TITLES",
    "EPOCH",
    "LATE_BY",
    "MEASURED",
    "MEASURES",
    "ONE_DAY",
    "OUTCOME_TITLES",
    "REASONS",
    "STATE_TITLES",
    "Days",
    "Effect",
    "Goal",
    "Indicator",
    "Kind",
    "MeasureKey",
    "MeasureOutcome",
    "MeasureSource",
    "PerformanceScheme",
    "PerformanceSchemePermission",
    "ReviewDayKind",
    "Service",
    "Stretch",
    "days_of",
    "each_day",
    "last_day",
    "line_of",
    "next_month",
    "scheme_for",
    "schemes_over",
    "score_of",
    "shown",
    "tally",
    "verdict_of",
]
