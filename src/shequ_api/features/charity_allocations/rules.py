"""Pure decisions about allocation rules."""

from datetime import date


def month_of(day: date) -> date:
    """The month of a day, by its first."""
    return day.replace(day=1)


def affordable(available_points: int, waiting_points: int, points: int) -> int:
    """How many households a rule can propose for without promising what is not there."""
    return max(0, available_points - waiting_points) // points
