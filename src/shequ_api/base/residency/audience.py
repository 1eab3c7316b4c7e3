"""People who can be addressed where they live: all, or by what they are to the dwelling."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, select, true

from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.registry import Audience
from shequ_api.base.residency.models import Belonging, Residency

Rows = Select[*tuple[Any, ...]]
COLUMNS = tuple(dict.fromkeys(SCOPE_COLUMNS.values()))


def living(belonging: Belonging | None) -> Callable[[date], Rows]:
    """Who lives there, verified: as what they belong, or all."""
    as_what = Residency.belonging == belonging if belonging else true()

    def members(on: date) -> Rows:
        located = (getattr(Residency, column) for column in COLUMNS)
        since = Residency.claimed_at.label("since")
        return select(Residency.id, since, Residency.person_id, *located).where(
            as_what,
            Residency.verified_at.is_not(None),
            Residency.starts_on <= on,
            Residency.ends_on.is_(None),
        )

    return members


AUDIENCES = [
    Audience("resident", "全体居民", living(None)),
    Audience("owner", "业主", living(Belonging.OWNER)),
    Audience("tenant", "租户", living(Belonging.TENANT)),
    Audience("family", "家庭成员", living(Belonging.FAMILY)),
    Audience("floating_resident", "流动人口", living(Belonging.FLOATING)),
]
