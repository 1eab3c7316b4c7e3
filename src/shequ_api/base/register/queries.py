"""Reads of the register. Each is behind both walls: `in_scope` here, the policies below."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register.models import Entry, Occupancy
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def live_entries() -> Rows:
    """Entries that live at their dwelling now, with how they belong to it."""
    here = (Occupancy.entry_id == Entry.id) & Occupancy.ended_at.is_(None)
    return (
        select(Entry, Occupancy, Place.full_name.label("dwelling_name"))
        .join(Occupancy, here)
        .join(Place, Place.id == Entry.place_id)
        .where(Entry.ended_at.is_(None))
    )


def entries_of(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Live entries in the actor's scope."""
    return live_entries(in_scope(actor, Entry), *conditions)


def entry_in_scope(actor: Actor, entry_id: UUID) -> Select[Entry]:
    return select(Entry).where(Entry.id == entry_id, in_scope(actor, Entry))


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


def entries_in_scope(actor: Actor, place: Place | None) -> Rows:
    """`(Entry, Occupancy, dwelling name)` of the actor's scope, of a compound or building in it."""
    inside = [within(Entry, place)] if place is not None and place.compound_id is not None else []
    return entries_of(actor, *inside).order_by(Place.code, Entry.id)


def count_up_to(most: int, found: Rows) -> Select[int]:
    """How many rows there are, `most` where there are more: none of them is read."""
    some = (
        found.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
        .order_by(None)
        .limit(most)
    )
    return select(func.count()).select_from(some.subquery())


def within(model: Any, place: Place) -> ColumnElement[bool]:
    """That a row of a located table, joined with its place, lies in a compound or what is below."""
    found: ColumnElement[bool] = model.place_id == place.id
    if place.kind == PlaceKind.COMPOUND:
        found = model.compound_id == place.id
    elif place.kind == PlaceKind.BUILDING:
        found = model.building_id == place.id
    elif place.kind == PlaceKind.UNIT:
        found = or_(found, Place.parent_id == place.id)
    return found


def places_of(community_id: UUID, kinds: Collection[PlaceKind]) -> Rows:
    """The standing places of a community of some kinds, with the names of what they lie in."""
    parent, building, compound = aliased(Place), aliased(Place), aliased(Place)
    return (
        select(
            *Place.__table__.columns,
            parent.name.label("parent"),
            building.name.label("building"),
            compound.name.label("compound"),
        )
        .outerjoin(parent, parent.id == Place.parent_id)
        .outerjoin(building, building.id == Place.building_id)
        .outerjoin(compound, compound.id == Place.compound_id)
        .where(Place.community_id == community_id, Place.kind.in_(kinds), Place.ended_at.is_(None))
    )
