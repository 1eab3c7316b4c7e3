"""What other features may ask of what answers tell."""

from shequ_api.features.register_answers.knowing import (
    Subject,
    standing_of,
    subjects_of,
    value_of,
    version_of,
)
from shequ_api.features.register_answers.models import Statement
from shequ_api.features.register_answers.rules import (
    OUTCOME_TITLES,
    REASON_TITLES,
    ConflictReason,
    StatementOutcome,
)
from shequ_api.features.register_answers.saying import Saying, ValueUnfit, fitting, say
from shequ_api.features.register_answers.schemas import KNOWN, VERSION, KnownView
from shequ_api.features.register_answers.service.telling import remember
from shequ_api.features.register_answers.showing import known_view, masked

__all__ = [
    "KNOWN",
    "OUTCOME_TITLES",
    "REASON_TITLES",
    "VERSION",
    "ConflictReason",
    "KnownView",
    "Saying",
    "Statement",
    "StatementOutcome",
    "Subject",
    "ValueUnfit",
    "fitting",
    "known_view",
    "masked",
    "remember",
    "say",
    "standing_of",
    "subjects_of",
    "value_of",
    "version_of",
]
