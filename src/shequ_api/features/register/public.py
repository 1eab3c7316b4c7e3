"""What other features may do with the register: read it in bulk, and write it line by line.

Whoever calls has entered the walls (`base.access.walls`), and answers for the scope.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.register import freshness
from shequ_api.features.register.freshness import Source
from shequ_api.features.register.models import Entry, Occupancy
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.features.register.queries import entries_of
from shequ_api.features.register.rules import (
    Identity,
    IdNumberWrong,
    Origin,
    Stay,
    settled,
    with_changes,
)
from shequ_api.features.register.sealing import RegisterSeal, plain_name
from shequ_api.features.register.service.entries import identity_of, new_entry, rewrite
from shequ_api.features.register.service.facts import days_of
from shequ_api.features.register.service.occupancies import belong_as, settle_in
from shequ_api.features.register.showing import shown_entry

REVEAL = RegisterPermission.REVEAL

__all__ = [
    "REVEAL",
    "IdNumberWrong",
    "Identity",
    "Origin",
    "RegisterSeal",
    "Source",
    "Stay",
    "believe_since",
    "belong_as",
    "entries_at",
    "entries_in_scope",
    "identity_of",
    "new_entry",
    "plain_name",
    "rewrite",
    "settle_in",
    "settled",
    "shown_entry",
    "with_changes",
]


def entries_at(place_ids: Collection[UUID]) -> Select[Entry, Occupancy]:
    """`(Entry, Occupancy or None)` of dwellings, those who left included; locked, by id."""
    living = and_(
        Occupancy.entry_id == Entry.id,
        Occupancy.place_id == Entry.place_id,
        Occupancy.ended_at.is_(None),
    )
    here = (Entry.place_id.in_(place_ids), Entry.erased_at.is_(None))
    found = select(Entry, Occupancy).outerjoin(Occupancy, living).where(*here)
    return found.order_by(Entry.id).with_for_update(of=Entry)


def entries_in_scope(actor: Actor, place: Place | None, most: int) -> Select[Any]:
    """`(Entry, Occupancy, dwelling name)` of the actor's scope, of a compound or building in it."""
    inside = [_within(place)] if place is not None and place.compound_id is not None else []
    return entries_of(actor, *inside).order_by(Place.code, Entry.id).limit(most)


def _within(place: Place) -> ColumnElement[bool]:
    if place.kind == PlaceKind.COMPOUND:
        return Entry.compound_id == place.id
    if place.kind == PlaceKind.BUILDING:
        return Entry.building_id == place.id
    return (
        Place.parent_id == place.id if place.kind == PlaceKind.UNIT else Entry.place_id == place.id
    )


def believe_since(row: Any, seen_at: datetime) -> None:
    """Somebody saw to it then, not now: that is how long it may be believed."""
    row.verified_at = seen_at
    row.stale_on = freshness.stale_on(seen_at, days_of(row))
