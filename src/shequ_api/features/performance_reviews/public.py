"""What other features may ask of reviews: to look at one, to correct it, to hold its month."""

from shequ_api.features.performance_reviews.correction_schemas import PerformanceCorrectionDraft
from shequ_api.features.performance_reviews.loading_router import TheMonth, TheReview
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.queries import row_lines
from shequ_api.features.performance_reviews.schemas import PerformanceMonthView
from shequ_api.features.performance_reviews.service.corrections import (
    OwnReview,
    correct,
    has_corrected,
    is_own,
    locked_month,
    refuse_own_month,
    row_named,
)
from shequ_api.features.performance_reviews.service.months import (
    AFTER_MIDNIGHT,
    AT_ONCE,
    facts_of,
    is_open_to_dispute,
    refresh,
    show,
)
from shequ_api.features.performance_reviews.service.scoring import (
    kind_of_row,
    kinds_of_review,
    rescored,
    score,
    score_one,
)
from shequ_api.features.performance_reviews.showing import month_view

__all__ = [
    "AFTER_MIDNIGHT",
    "AT_ONCE",
    "OwnReview",
    "PerformanceCorrection",
    "PerformanceCorrectionDraft",
    "PerformanceMonthView",
    "TheMonth",
    "TheReview",
    "correct",
    "facts_of",
    "has_corrected",
    "is_open_to_dispute",
    "is_own",
    "kind_of_row",
    "kinds_of_review",
    "locked_month",
    "month_view",
    "refresh",
    "refuse_own_month",
    "rescored",
    "row_lines",
    "row_named",
    "score",
    "score_one",
    "show",
]
