"""Pure decisions about coverage: what is to be visited, and on which day somebody was there."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from shequ_api.kit.clock import china_date

NEVER = date(1970, 1, 1)
"""Of a place to which nobody has gone yet: before every day, so that one index range finds it."""
OFFLINE_AT_MOST = timedelta(days=7)
"""How long a phone without signal may keep a visit, and its clock still be believed."""


class CoveredKind(StrEnum):
    """The kinds of place that are to be visited."""

    DWELLING = "dwelling"
    BUILDING = "building"


def visited_on(device_at: datetime, received_at: datetime) -> date:
    """The day of a visit in China: by the phone's clock, where that is plausible, else by ours."""
    believed = received_at - OFFLINE_AT_MOST <= device_at <= received_at
    return china_date(device_at if believed else received_at)


def shown(day: date) -> date | None:
    """The day as people read it; None for never."""
    return None if day == NEVER else day
