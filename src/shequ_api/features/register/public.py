"""What other features may do with the register: read it in bulk, and write it line by line.

What is imported under its own name again is meant for them too.

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
from shequ_api.features.register.account_holders import ABOUT as ABOUT
from shequ_api.features.register.account_holders import AccountHolder as AccountHolder
from shequ_api.features.register.account_holders import account_holder as account_holder
from shequ_api.features.register.account_holders import districts_of as districts_of
from shequ_api.features.register.doors_router import Confirmer as Confirmer
from shequ_api.features.register.doors_router import Counter as Counter
from shequ_api.features.register.doors_router import Decider as Decider
from shequ_api.features.register.doors_router import Editor as Editor
from shequ_api.features.register.doors_router import EntryToChange as EntryToChange
from shequ_api.features.register.doors_router import Own as Own
from shequ_api.features.register.doors_router import Reader as Reader
from shequ_api.features.register.doors_router import Revealer as Revealer
from shequ_api.features.register.doors_router import TheDwelling as TheDwelling
from shequ_api.features.register.doors_router import TheEntry as TheEntry
from shequ_api.features.register.doors_router import TheSeal as TheSeal
from shequ_api.features.register.doors_router import TheStandingDwelling as TheStandingDwelling
from shequ_api.features.register.doors_router import Walled as Walled
from shequ_api.features.register.doors_router import entry_to_change as entry_to_change
from shequ_api.features.register.doors_router import standing_place as standing_place
from shequ_api.features.register.freshness import PREMISES_DAYS as PREMISES_DAYS
from shequ_api.features.register.freshness import Kind as Kind
from shequ_api.features.register.freshness import Source as Source
from shequ_api.features.register.models import Correction as Correction
from shequ_api.features.register.models import Entry as Entry
from shequ_api.features.register.models import Former as Former
from shequ_api.features.register.models import Occupancy as Occupancy
from shequ_api.features.register.models import Premises as Premises
from shequ_api.features.register.models import RegisterFact as RegisterFact
from shequ_api.features.register.models import Tally as Tally
from shequ_api.features.register.models import where_of as where_of
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.features.register.queries import entries_of as entries_of
from shequ_api.features.register.queries import live_entries as live_entries
from shequ_api.features.register.rules import Identity as Identity
from shequ_api.features.register.rules import IdNumberWrong as IdNumberWrong
from shequ_api.features.register.rules import Origin as Origin
from shequ_api.features.register.rules import Stay as Stay
from shequ_api.features.register.rules import same_human as same_human
from shequ_api.features.register.rules import settled as settled
from shequ_api.features.register.rules import vouched_for as vouched_for
from shequ_api.features.register.rules import with_changes as with_changes
from shequ_api.features.register.schemas import ENTRY as ENTRY
from shequ_api.features.register.schemas import PERSON_NAME as PERSON_NAME
from shequ_api.features.register.schemas import EntryView as EntryView
from shequ_api.features.register.schemas import IdNumber as IdNumber
from shequ_api.features.register.schemas import PhoneNumber as PhoneNumber
from shequ_api.features.register.schemas import Revealed as Revealed
from shequ_api.features.register.schemas import Sourcing as Sourcing
from shequ_api.features.register.sealing import RegisterSeal as RegisterSeal
from shequ_api.features.register.sealing import plain_name as plain_name
from shequ_api.features.register.service.entries import correct_entry as correct_entry
from shequ_api.features.register.service.entries import identity_of as identity_of
from shequ_api.features.register.service.entries import new_entry as new_entry
from shequ_api.features.register.service.entries import rewrite as rewrite
from shequ_api.features.register.service.occupancies import DatesUnfit
from shequ_api.features.register.service.occupancies import belong_as as belong_as
from shequ_api.features.register.service.occupancies import live_occupancy as live_occupancy
from shequ_api.features.register.service.occupancies import settle_in as settle_in
from shequ_api.features.register.service.renewing import days_of as days_of
from shequ_api.features.register.service.renewing import fact_value as fact_value
from shequ_api.features.register.service.renewing import renew as renew
from shequ_api.features.register.showing import origin_of as origin_of
from shequ_api.features.register.showing import shown_entry as shown_entry
from shequ_api.features.register.tallies import recount_grids as recount_grids
from shequ_api.features.register.turns import take_turn as take_turn
from shequ_api.features.register.turns import take_turns as take_turns
from shequ_api.kit.ids import new_id

REVEAL = RegisterPermission.REVEAL


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
    row.stale_on = freshness.stale_on(seen_at, days_of(row))


def give_way(occupancy: Occupancy, day: date, *, now: datetime) -> UUID:
    """A live stay is over from a day on; the id that its successor takes. DatesUnfit."""
    if day < occupancy.starts_on:
        raise DatesUnfit
    occupancy.ends_on, occupancy.ended_at, occupancy.successor_id = day, now, new_id()
    return occupancy.successor_id
