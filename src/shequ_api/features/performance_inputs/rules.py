"""Pure decisions: the states of a month, and which rows are looked at again."""

from datetime import timedelta
from enum import StrEnum

from shequ_api.features.performance_schemes.public import MeasureSource


class MonthState(StrEnum):
    OPEN = "open"
    PROVISIONAL = "provisional"
    FROZEN = "frozen"


MONTH_TITLES = {
    MonthState.OPEN: "统计中",
    MonthState.PROVISIONAL: "公示中，可申诉",
    MonthState.FROZEN: "已定稿",
}
LATE_FOR = timedelta(days=90)
"""How long after the time for disputes single rows may still be disputed, and after freezing their
evidence still counts: in the next open month."""
OPEN_STATES = {
    MeasureSource.PATROL_TASK: ("ready", "missed", "in_review"),
    MeasureSource.GRID_TASK: ("ready", "missed"),
}
"""Of rows that are taken up once: those whose source may still say something else."""
