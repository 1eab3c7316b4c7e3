"""What other features may do with the register: read it in bulk, and write it line by line.

Whoever calls has entered the walls (`base.access.walls`), and answers for the scope.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.register import freshness
from shequ_api.features.register.account_holders import (
    ABOUT,
    AccountHolder,
    account_holder,
    districts_of,
)
from shequ_api.features.register.doors_router import (
    Confirmer,
    Counter,
    Decider,
    Editor,
    EntryToChange,
    Own,
    Reader,
    Revealer,
    TheDwelling,
    TheEntry,
    TheSeal,
    TheStandingDwelling,
    Walled,
    entry_to_change,
    standing_place,
)
from shequ_api.features.register.freshness import PREMISES_DAYS, Kind, Source
from shequ_api.features.register.models import (
    Correction,
    Entry,
    Former,
    Occupancy,
    Premises,
    RegisterFact,
    Tally,
    where_of,
)
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.features.register.queries import entries_of, live_entries
from shequ_api.features.register.rules import (
    Identity,
    IdNumberWrong,
    Origin,
    Stay,
    same_human,
    settled,
    vouched_for,
    with_changes,
)
from shequ_api.features.register.schemas import (
    ENTRY,
    PERSON_NAME,
    EntryView,
    IdNumber,
    PhoneNumber,
    Revealed,
    Sourcing,
)
from shequ_api.features.register.sealing import RegisterSeal, plain_name
from shequ_api.features.register.service.entries import (
    correct_entry,
    identity_of,
    new_entry,
    rewrite,
)
from shequ_api.features.register.service.occupancies import (
    DatesUnfit,
    belong_as,
    live_occupancy,
    settle_in,
)
from shequ_api.features.register.service.renewing import days_of as days_of_row
from shequ_api.features.register.service.renewing import fact_value, renew
from shequ_api.features.register.showing import origin_of, shown_entry
from shequ_api.features.register.tallies import recount_grids
from shequ_api.features.register.turns import take_turn, take_turns
from shequ_api.kit.ids import new_id

REVEAL = RegisterPermission.REVEAL

__all__ = [
    "ABOUT",
    "ENTRY",
    "PERSON_NAME",
    "PREMISES_DAYS",
    "REVEAL",
    "AccountHolder",
    "Confirmer",
    "Correction",
    "Counter",
    "Decider",
    "Editor",
    "Entry",
    "EntryToChange",
    "EntryView",
    "Former",
    "IdNumber",
    "IdNumberWrong",
    "Identity",
    "Kind",
    "Occupancy",
    "Origin",
    "Own",
    "PhoneNumber",
    "Premises",
    "Reader",
    "RegisterFact",
    "RegisterSeal",
    "Revealed",
    "Revealer",
    "Source",
    "Sourcing",
    "Stay",
    "Tally",
    "TheDwelling",
    "TheEntry",
    "TheSeal",
    "TheStandingDwelling",
    "Walled",
    "account_holder",
    "believe_since",
    "belong_as",
    "correct_entry",
    "days_of_row",
    "districts_of",
    "entries_at",
    "entries_in_scope",
    "entries_of",
    "entry_to_change",
    "fact_value",
    "give_way",
    "identity_of",
    "live_entries",
    "live_occupancy",
    "moved_from",
    "new_entry",
    "origin_of",
    "plain_name",
    "recount_grids",
    "renew",
    "rewrite",
    "same_human",
    "settle_in",
    "settled",
    "shown_entry",
    "standing_place",
    "take_turn",
    "take_turns",
    "vouched_for",
    "where_of",
    "with_changes",
]


def entries_at(place_ids: Collection[UUID], *, lock: bool) -> Select[Entry, Occupancy]:
    """`(Entry, Occupancy or None)` of dwellings, those who left included; by id, or locked so."""
    living = and_(
        Occupancy.entry_id == Entry.id,
        Occupancy.place_id == Entry.place_id,
        Occupancy.ended_at.is_(None),
    )
    here = (Entry.place_id.in_(place_ids), Entry.erased_at.is_(None))
    found = select(Entry, Occupancy).outerjoin(Occupancy, living).where(*here)
    found = found.order_by(Entry.id)
    return found.with_for_update(of=Entry) if lock else found


def moved_from(place_ids: Collection[UUID]) -> Select[Any]:
    """`(Entry, dwelling id, day)`: who once lived there and no longer does, and since when not."""
    over = (
        select(Occupancy.entry_id, Occupancy.place_id, func.max(Occupancy.ends_on).label("left_on"))
        .where(Occupancy.place_id.in_(place_ids), Occupancy.ended_at.is_not(None))
        .group_by(Occupancy.entry_id, Occupancy.place_id)
        .subquery()
    )
    return (
        select(Entry, over.c.place_id, over.c.left_on)
        .join(over, over.c.entry_id == Entry.id)
        .where(
            Entry.erased_at.is_(None),
            or_(Entry.place_id != over.c.place_id, Entry.ended_at.is_not(None)),
        )
        .order_by(Entry.id)
    )


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
    row.stale_on = freshness.stale_on(seen_at, days_of_row(row))


def give_way(occupancy: Occupancy, day: date, *, now: datetime) -> UUID:
    """A live stay is over from a day on; the id that its successor takes. DatesUnfit."""
    if day < occupancy.starts_on:
        raise DatesUnfit
    occupancy.ends_on, occupancy.ended_at, occupancy.successor_id = day, now, new_id()
    return occupancy.successor_id
