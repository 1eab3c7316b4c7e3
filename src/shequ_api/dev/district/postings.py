"""Postings: who is posted to what, since when, and until when."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Duty, Posting
from shequ_api.base.people.rules import WITH_DUTY
from shequ_api.base.places.models import PlaceKind
from shequ_api.dev.district.ids import Ids
from shequ_api.dev.district.sheets import Sheet
from shequ_api.kit.clock import CHINA, china_date

POSTING_COLUMNS = (
    *("id", "person_id", "role", "place_id", "grid_id", "held_kind", "community_id"),
    *("subdistrict_id", "district_id", "city_id", "organisation_id", "starts_on", "ends_on"),
    *("granted_by_id", "granted_at", "duty", "end_announced_at"),
)
_SCOPES = ("community_id", "subdistrict_id", "district_id", "city_id")


class Postings:
    """Writes postings."""

    def __init__(self, ids: Ids, random: Random, now: datetime) -> None:
        self._ids, self._random, self._today = ids, random, china_date(now)
        self.sheet = Sheet(Posting, POSTING_COLUMNS)

    def days_ago(self, least: int, most: int) -> date:
        """Some day of a time in the past."""
        return self._today - timedelta(days=self._random.randint(least, most))

    def give(
        self,
        person_id: str,
        role: Role,
        held_at: Mapping[str, Any],
        *,
        starts_on: date | None = None,
        ends_on: date | None = None,
        duty: Duty | None = None,
        by_id: str | None = None,
        organisation_id: str | None = None,
    ) -> None:
        """A posting; since some day of the last years where none is said."""
        starts_on = starts_on or self.days_ago(30, 1000)
        is_place = isinstance(held_at["kind"], PlaceKind)
        self.sheet.add(
            {
                "id": self._ids.next(),
                "person_id": person_id,
                "role": role,
                "place_id": held_at["id"] if is_place else None,
                "grid_id": None if is_place else held_at["id"],
                "held_kind": held_at["kind"],
                **{column: held_at[column] for column in _SCOPES},
                "organisation_id": organisation_id,
                "duty": duty or (Duty.LEAD if role in WITH_DUTY else None),
                "starts_on": starts_on,
                "ends_on": ends_on,
                "granted_by_id": by_id,
                "granted_at": _evening_before(starts_on),
                # What ended so long ago is no news.
                "end_announced_at": _evening_before(ends_on) if ends_on else None,
            }
        )


def _evening_before(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA) - timedelta(hours=3)
