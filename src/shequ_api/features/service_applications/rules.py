"""Until when a promise holds, pure."""

from datetime import datetime, timedelta

from shequ_api.base.calendar.hours import OpenTime


def resumed_until(office: OpenTime, now: datetime, left_seconds: int) -> datetime:
    """Until when a promise holds that waited, from now on."""
    return office.due_at(now, timedelta(seconds=left_seconds))
