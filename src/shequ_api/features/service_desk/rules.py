"""Until when, pure: what an office promised, and what an applicant has time for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from shequ_api.base.calendar.hours import OpenTime, next_midnight

WORKDAY = timedelta(hours=7, minutes=30)
"""Of an office where nobody says otherwise (`base.calendar.hours.OFFICE`)."""
SOON = timedelta(days=2)


def promised_until(office: OpenTime, accepted_at: datetime, workdays: int) -> datetime:
    """The close of the n-th workday after the day of acceptance, which does not count itself."""
    return office.due_at(next_midnight(accepted_at), workdays * WORKDAY)


def left_of(office: OpenTime, due_at: datetime, now: datetime) -> int:
    """Seconds of office hours that are left of a promise; 0 where it is overdue."""
    return max(0, int(office.working_time(now, due_at).total_seconds()))


def answer_until(returned_at: datetime, days: int) -> datetime:
    """The end of the n-th day after the day on which more was asked for."""
    return next_midnight(returned_at + timedelta(days=days))


def in_conflict(
    person_id: object,
    organisation_ids: Collection[object],
    *,
    concerned: Collection[object],
    organisation_id: object,
) -> bool:
    """Whether somebody would handle what is their own, or their organisation's."""
    return person_id in concerned or (
        organisation_id is not None and organisation_id in organisation_ids
    )
