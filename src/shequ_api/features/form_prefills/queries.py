"""Reads of what may be prefilled: the places, and who and what is there."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register.models import Entry, Premises

Rows = Select[*tuple[Any, ...]]
INSPECTED = (PlaceKind.DWELLING, PlaceKind.BUILDING)


def places_in(
    actor: Actor,
    *,
    place_ids: Collection[UUID] = (),
    building_id: UUID | None = None,
    micro_grid_id: UUID | None = None,
) -> Rows:
    """Dwellings and buildings of the actor's scope that stand."""
    found = select(Place).where(
        in_scope(actor, Place), Place.kind.in_(INSPECTED), Place.ended_at.is_(None)
    )
    if place_ids:
        found = found.where(Place.id.in_(place_ids))
    if building_id is not None:
        found = found.where(Place.building_id == building_id)
    if micro_grid_id is not None:
        found = found.where(Place.micro_grid_id == micro_grid_id)
    return found


def people_at(actor: Actor, place_ids: Collection[UUID]) -> Select[UUID]:
    """The live entries of dwellings, of the actor's scope."""
    living = (Entry.place_id.in_(place_ids), Entry.ended_at.is_(None), in_scope(actor, Entry))
    return select(Entry.id).where(*living)


def premises_at(actor: Actor, place_ids: Collection[UUID]) -> Select[UUID]:
    """The premises at places and in buildings, of the actor's scope."""
    there = or_(Premises.place_id.in_(place_ids), Premises.building_id.in_(place_ids))
    return select(Premises.id).where(there, Premises.ended_at.is_(None), in_scope(actor, Premises))
