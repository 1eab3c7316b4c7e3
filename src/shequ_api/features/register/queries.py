"""Reads of the register. Each is behind both walls: `in_scope` here, the policies below."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    select,
)

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.register.models import (
    Correction,
    Entry,
    Occupancy,
    Premises,
    RegisterFact,
    Tally,
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


def own_entries(person_id: UUID) -> Rows:
    """The live entries of one person."""
    return live_entries(Entry.person_id == person_id)


def own_corrections(person_id: UUID, most: int) -> Select[Correction]:
    asked = select(Correction).where(Correction.person_id == person_id)
    return asked.order_by(Correction.asked_at.desc(), Correction.id.desc()).limit(most)


def premises_of(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Live premises in the actor's scope."""
    return (
        select(Premises, Place.full_name.label("place_name"))
        .join(Place, Place.id == Premises.place_id)
        .where(in_scope(actor, Premises), Premises.ended_at.is_(None), *conditions)
    )


def premises_in_scope(actor: Actor, premises_id: UUID) -> Select[Premises]:
    return select(Premises).where(Premises.id == premises_id, in_scope(actor, Premises))


def facts_of(actor: Actor, *conditions: ColumnElement[bool]) -> Select[RegisterFact]:
    """Live keyed facts in the actor's scope."""
    live = (in_scope(actor, RegisterFact), RegisterFact.ended_at.is_(None), *conditions)
    return select(RegisterFact).where(*live).order_by(RegisterFact.key, RegisterFact.id)


def waiting_corrections(actor: Actor) -> Rows:
    """Corrections that wait in the actor's scope."""
    return (
        select(Correction, Place.full_name.label("dwelling_name"))
        .join(Place, Place.id == Correction.place_id)
        .where(in_scope(actor, Correction), Correction.decided_at.is_(None))
    )


def correction_in_scope(actor: Actor, correction_id: UUID) -> Select[Correction]:
    return select(Correction).where(Correction.id == correction_id, in_scope(actor, Correction))


def waiting_correction_of(actor: Actor, entry_id: UUID) -> Select[Correction]:
    return select(Correction).where(
        Correction.entry_id == entry_id,
        Correction.decided_at.is_(None),
        in_scope(actor, Correction),
    )


def tallies_of(actor: Actor, community_id: UUID | None) -> Rows:
    """Counts of the micro-grids in the actor's scope."""
    lines = (
        select(
            Tally.micro_grid_id,
            Grid.name.label("micro_grid_name"),
            Place.name.label("community_name"),
            Tally.community_id,
            Tally.people,
            Tally.premises,
            Tally.facts,
            Tally.stale,
            Tally.oldest_stale_on,
            Tally.counted_at,
        )
        .join(Grid, Grid.id == Tally.micro_grid_id)
        .join(Place, Place.id == Tally.community_id)
        .where(in_scope(actor, Tally))
    )
    return lines if community_id is None else lines.where(Tally.community_id == community_id)
