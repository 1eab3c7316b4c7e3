"""Believing a row anew, and what a keyed fact says."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from shequ_api.base.register import freshness
from shequ_api.base.register.models import Entry, Occupancy, RegisterFact, Sourced
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.kit.clock import CHINA

NOON = time(12)


def renew(row: Sourced, days: int, *, origin: Origin, actor_id: UUID | None, now: datetime) -> None:
    """Believe a row for as long as its kind may be."""
    row.source, row.source_id = origin.source, origin.source_id
    row.verified_at, row.verified_by_id = now, actor_id
    row.stale_on = freshness.stale_on(now, days)


def days_of(row: Any) -> int:
    """How long an entry, an occupancy or premises may be believed."""
    if isinstance(row, Entry):
        return freshness.CONTACT_DAYS
    if isinstance(row, Occupancy):
        return freshness.OCCUPANCY_DAYS[row.belonging]
    return freshness.PREMISES_DAYS


def fact_value(seal: RegisterSeal, fact: RegisterFact) -> Any:
    """What a keyed fact says, in clear."""
    if fact.value_sealed is None:
        return fact.value
    return seal.open_facts("register_facts", fact.id, "value", fact.value_sealed)


def noon_of(day: date) -> datetime:
    """When somebody saw to it, of whom the day alone is known."""
    return datetime.combine(day, NOON, CHINA)


def believe_since(row: Any, seen_at: datetime) -> None:
    """Somebody saw to it then, not now: that is how long it may be believed."""
    row.verified_at = seen_at
    row.stale_on = freshness.stale_on(seen_at, days_of(row))
