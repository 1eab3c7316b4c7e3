"""Reads of the register. Each is behind both walls: `in_scope` here, the policies below."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    select,
)

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.features.register.models import (
    Entry,
    Occupancy,
)

Rows = Select[*tuple[Any, ...]]


def live_entries(*conditions: ColumnElement[bool]) -> Rows:
    """Entries that live at their dwelling now, with how they belong to it."""
    here = (Occupancy.entry_id == Entry.id) & Occupancy.ended_at.is_(None)
    return (
        select(Entry, Occupancy, Place.full_name.label("dwelling_name"))
        .join(Occupancy, here)
        .join(Place, Place.id == Entry.place_id)
        .where(Entry.ended_at.is_(None), *conditions)
    )


def entries_of(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Live entries in the actor's scope."""
    return live_entries(in_scope(actor, Entry), *conditions)


def entry_in_scope(actor: Actor, entry_id: UUID) -> Select[Entry]:
    return select(Entry).where(Entry.id == entry_id, in_scope(actor, Entry))
