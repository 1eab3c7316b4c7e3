"""Pure decisions about ratings of pools."""

from datetime import datetime, timedelta

from shequ_api.kit.clock import china_date, china_midnight

CHANGE_DAYS = 7
"""So many whole days a rating may be changed."""
LOW = 2
"""As low as this the staff are told."""


def change_until(rated_at: datetime) -> datetime:
    """The first instant at which a rating is changed no more."""
    return china_midnight(china_date(rated_at) + timedelta(days=CHANGE_DAYS + 1))
