"""When things were last verified: most within the time for which they may be believed."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from shequ_api.base.register.freshness import stale_on

STALE = 0.2
"""The share of facts that want a new look."""
LONGEST_AGO_DAYS = 730
DAY_SECONDS = 86_400


class Believed:
    """Says of each fact when it was verified, and on which day it grows stale."""

    def __init__(self, random: Random, now: datetime) -> None:
        self._random, self._now = random, now

    def for_days(self, days: int) -> dict[str, Any]:
        """The columns of a fact that may be believed for so many days."""
        random = self._random
        if random.random() < STALE:
            ago = random.uniform(days + 1, max(LONGEST_AGO_DAYS, days + 60))
        else:
            # The day on which it grows stale is not today's: the clock may pass midnight.
            ago = random.uniform(0, days - 1)
        verified = self._now - timedelta(seconds=int(ago * DAY_SECONDS))
        return {
            "verified_at": verified,
            "stale_on": stale_on(verified, days),
        }
