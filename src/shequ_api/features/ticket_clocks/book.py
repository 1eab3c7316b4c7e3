"""Policies, office hours and the calendar, as they were set from when on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import OFFICE, OpenTime, SpecialDays
from shequ_api.base.calendar.openings import hours_of
from shequ_api.base.calendar.queries import special_days
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_clocks.models import OfficeHours, SlaPolicy
from shequ_api.features.ticket_clocks.reckoning import Policy

EVERY = "all"
"""The category of a policy for those that have none of their own."""
SHIPPED: Mapping[str, Any] = {
    "targets": {
        "first_response": {"minutes": 450, "counted": "working"},
        "next_response": {"minutes": 900, "counted": "working"},
        "resolution": {"minutes": 2250, "counted": "working"},
    },
    "warn_percent": 80,
    "longest_pause_minutes": 10080,
}
"""Where nobody has set a policy: of the office hours that hold where nobody set any, one workday,
two, and five. A ticket is never without an end that its reporter can see, unless somebody says so.
"""
SHIPPED_POLICY = Policy.of(SHIPPED)


class Placed(Protocol):
    """What a policy is looked up for: a ticket."""

    @property
    def city_id(self) -> UUID: ...
    @property
    def district_id(self) -> UUID: ...
    @property
    def community_id(self) -> UUID: ...
    @property
    def service_code(self) -> str: ...


class Edition(NamedTuple):
    place_id: UUID
    category: str
    version: int
    set_at: datetime
    content: Mapping[str, Any] | None


class Book:
    """Of one district: what was in force when. The nearest place counts; at one place, the policy
    of the category before that of all."""

    def __init__(
        self, policies: Iterable[Edition], hours: Iterable[Edition], special: SpecialDays
    ) -> None:
        self._policies = _by_key(policies)
        self._hours = _by_key(hours)
        self._special = special
        self._made: dict[tuple[UUID, str, int], Policy] = {}
        self._open: dict[tuple[UUID, str, int] | None, OpenTime] = {}

    def edition_of_policy(self, ticket: Placed, at: datetime) -> Edition | None:
        """The edition by which a ticket is judged at an instant."""
        return self.policy_at(
            (ticket.community_id, ticket.district_id, ticket.city_id), ticket.service_code, at
        )

    def policy_at(self, places: Iterable[UUID], category: str, at: datetime) -> Edition | None:
        """The same of a category, at places from the nearest on."""
        keys = [(place, each) for place in places for each in dict.fromkeys((category, EVERY))]
        return _in_force(self._policies, keys, at)

    def policy_of(self, ticket: Placed, at: datetime) -> Policy:
        edition = self.edition_of_policy(ticket, at)
        if edition is None or edition.content is None:
            return SHIPPED_POLICY
        key = edition[:3]
        if key not in self._made:
            self._made[key] = Policy.of(edition.content)
        return self._made[key]

    def hours_at(self, places: Iterable[UUID], at: datetime) -> Edition | None:
        """The hours that hold at places, from the nearest on."""
        return _in_force(self._hours, [(place, EVERY) for place in places], at)

    def open_time_of(self, ticket: Placed, at: datetime) -> OpenTime:
        """Office hours that hold for a ticket at an instant; the whole of a clock is counted by
        them, also what passed before they were set."""
        edition = self.hours_at((ticket.district_id, ticket.city_id), at)
        key = edition[:3] if edition else None
        if key not in self._open:
            content = edition.content if edition else None
            self._open[key] = OpenTime(hours_of(content) if content else OFFICE, self._special)
        return self._open[key]


Editions = Mapping[tuple[UUID, str], list[Edition]]


def _by_key(editions: Iterable[Edition]) -> Editions:
    found: dict[tuple[UUID, str], list[Edition]] = defaultdict(list)
    for edition in sorted(editions, key=lambda each: each.version):
        found[edition.place_id, edition.category].append(edition)
    return found


def _in_force(editions: Editions, keys: Iterable[tuple[UUID, str]], at: datetime) -> Edition | None:
    for key in keys:
        own = editions.get(key, ())
        number = bisect_right(own, at, key=lambda each: each.set_at)
        if number and own[number - 1].content is not None:
            return own[number - 1]
    return None


async def book_of(session: AsyncSession, city_id: UUID, district_id: UUID | None = None) -> Book:
    """What was ever set in a district and above it; without one, in all of a city. Three
    statements."""
    inside = Place.city_id == city_id if district_id is None else Place.district_id == district_id
    within = or_(Place.id == city_id, inside)
    policies = select(
        SlaPolicy.place_id,
        SlaPolicy.category,
        SlaPolicy.version,
        SlaPolicy.set_at,
        SlaPolicy.content,
    )
    hours = select(
        OfficeHours.place_id,
        literal(EVERY),
        OfficeHours.version,
        OfficeHours.set_at,
        OfficeHours.content,
    )
    found = [
        [Edition(*row) for row in await session.execute(rows.where(within))]
        for rows in (
            policies.join(Place, Place.id == SlaPolicy.place_id),
            hours.join(Place, Place.id == OfficeHours.place_id),
        )
    ]
    return Book(found[0], found[1], await special_days(session))
