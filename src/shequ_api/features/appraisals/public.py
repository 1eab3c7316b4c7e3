"""What other features may ask of appraisals: to look at one, to correct it, to hold its month."""

from shequ_api.features.appraisals.loading_router import TheAppraisal, TheMonth
from shequ_api.features.appraisals.models import Appraisal, AppraisalMonth
from shequ_api.features.appraisals.queries import of_person
from shequ_api.features.appraisals.rules import MonthState
from shequ_api.features.appraisals.schemas import AppraisalCorrectionDraft, AppraisalMonthView
from shequ_api.features.appraisals.service.corrections import (
    OwnAppraisal,
    correct,
    has_corrected,
    is_own,
    locked_month,
    refuse_unknown,
)
from shequ_api.features.appraisals.service.months import (
    facts_of,
    is_open_to_dispute,
    refresh,
    show,
)
from shequ_api.features.appraisals.showing import month_view

__all__ = [
    "Appraisal",
    "AppraisalCorrectionDraft",
    "AppraisalMonth",
    "AppraisalMonthView",
    "MonthState",
    "OwnAppraisal",
    "TheAppraisal",
    "TheMonth",
    "correct",
    "facts_of",
    "has_corrected",
    "is_open_to_dispute",
    "is_own",
    "locked_month",
    "month_view",
    "of_person",
    "refresh",
    "refuse_unknown",
    "show",
]
