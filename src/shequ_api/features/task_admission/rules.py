"""Pure decisions about the admission of tasks."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from shequ_api.features.task_admission.flow import STATE_TITLES, TypeState

MOST_TASKS = 2000
"""In one assignment."""
LONGEST_ADMISSION = timedelta(days=366)


class TargetKind(StrEnum):
    """What one task is about."""

    BUILDING = "building"
    DWELLING = "dwelling"
    GRID = "grid"
    """A whole grid: its places are visited, and counted."""


class Frequency(StrEnum):
    """How often the same place is visited for it."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Admissible(Protocol):
    """A type of task, as far as its being in force needs it."""

    @property
    def state(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def is_in_force(task_type: Admissible, first: date, last: date) -> bool:
    """Whether work may be given by it on all of these days; `valid_to` is the last one."""
    if task_type.state != TypeState.ADMITTED:
        return False
    assert task_type.valid_from is not None
    assert task_type.valid_to is not None
    return task_type.valid_from <= first <= last <= task_type.valid_to


def title_on(task_type: Admissible, on: date) -> str:
    """Where it stands, in words: an admission ends by itself."""
    if is_expired(task_type, on):
        return "准入已到期"
    return STATE_TITLES[TypeState(task_type.state)]


def is_expired(task_type: Admissible, on: date) -> bool:
    """Whether the days for which it was admitted are over."""
    over = task_type.valid_to is not None and task_type.valid_to < on
    return over and task_type.state in (TypeState.ADMITTED, TypeState.SUSPENDED)


def may_window(opens_on: date, closes_on: date, today: date) -> bool:
    """Whether work may be given for these days, the last included; all of one month, whose quota
    it is."""
    same_month = (opens_on.year, opens_on.month) == (closes_on.year, closes_on.month)
    return today <= opens_on <= closes_on and same_month


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)
