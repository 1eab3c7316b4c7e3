"""Pure decisions: the states of a month, and which rows are looked at again."""

from enum import StrEnum

from shequ_api.features.appraisal_schemes.public import MeasureSource


class MonthState(StrEnum):
    OPEN = "open"
    PROVISIONAL = "provisional"
    FROZEN = "frozen"


MONTH_TITLES = {
    MonthState.OPEN: "统计中",
    MonthState.PROVISIONAL: "公示中，可申诉",
    MonthState.FROZEN: "已定稿",
}
OPEN_STATES = {MeasureSource.PATROL_TASK: ("ready", "missed", "in_review")}
"""Of rows that are taken up once: those whose source may still say something else."""
