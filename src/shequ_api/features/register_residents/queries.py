"""Reads of one's own entries, and of corrections."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Correction, Entry
from shequ_api.base.register.queries import live_entries

Rows = Select[*tuple[Any, ...]]


def own_entries(person_id: UUID) -> Rows:
    """The live entries of one person."""
    return live_entries(Entry.person_id == person_id)


def own_corrections(person_id: UUID, most: int) -> Select[Correction]:
    asked = select(Correction).where(Correction.person_id == person_id)
    return asked.order_by(Correction.asked_at.desc(), Correction.id.desc()).limit(most)


def waiting_corrections(actor: Actor) -> Rows:
    """Corrections that wait in the actor's scope."""
    return (
        select(Correction, Place.full_name.label("dwelling_name"))
        .join(Place, Place.id == Correction.place_id)
        .where(in_scope(actor, Correction), Correction.decided_at.is_(None))
    )


def correction_in_scope(actor: Actor, correction_id: UUID) -> Select[Correction]:
    return select(Correction).where(Correction.id == correction_id, in_scope(actor, Correction))
