"""Pure decisions about waivers."""

from enum import StrEnum

from shequ_api.features.inspection_forms.public import HazardLevel


class WaiverKind(StrEnum):
    """Why a hazard is not followed any more without having been seen to be gone."""

    FALSE_ALARM = "false_alarm"
    WAIVED = "waived"


def needs_two(level: str) -> bool:
    """Whether one person alone may not waive it."""
    return level != HazardLevel.GENERAL
