"""What other features may ask of categories."""

from shequ_api.features.ticket_services.queries import answers_under, offered, words_answered
from shequ_api.features.ticket_services.schemas import Attributes, Version
from shequ_api.features.ticket_services.service import (
    FALLBACK,
    ServiceUnknown,
    checked,
    keep_answers,
)

__all__ = [
    "FALLBACK",
    "Attributes",
    "ServiceUnknown",
    "Version",
    "answers_under",
    "checked",
    "keep_answers",
    "offered",
    "words_answered",
]
