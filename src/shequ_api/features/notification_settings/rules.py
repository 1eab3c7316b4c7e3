"""Pure decisions: how long it is quiet, and what is on for whom."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from shequ_api.kit.clock import CHINA

DAY_MINUTES = 24 * 60


class QuietHours(NamedTuple):
    """Minutes after midnight in China; from equal to equal: none."""

    starts: int
    ends: int

    def over_at(self, now: datetime) -> datetime | None:
        """When they end; None where it is not quiet."""
        local = now.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        into = (minute - self.starts) % DAY_MINUTES
        length = (self.ends - self.starts) % DAY_MINUTES
        if into >= length:
            return None
        this_minute = local.replace(second=0, microsecond=0)
        return this_minute + timedelta(minutes=length - into)


DEFAULT_QUIET = QuietHours(22 * 60, 8 * 60)


def default_on(off_for: Mapping[str, Collection[str]], kind: str, roles: Collection[str]) -> bool:
    """Whether a kind goes to WeChat for somebody of these roles who never chose: where it is off
    for one office, another may still want it."""
    return not set(roles) <= set(off_for.get(kind, ()))
