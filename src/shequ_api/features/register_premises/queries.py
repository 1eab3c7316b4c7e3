"""Reads of premises, behind both walls."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register.models import Premises

Rows = Select[*tuple[Any, ...]]


def premises_of(actor: Actor, *conditions: ColumnElement[bool]) -> Rows:
    """Live premises in the actor's scope."""
    return (
        select(Premises, Place.full_name.label("place_name"))
        .join(Place, Place.id == Premises.place_id)
        .where(in_scope(actor, Premises), Premises.ended_at.is_(None), *conditions)
    )


def premises_in_scope(actor: Actor, premises_id: UUID) -> Select[Premises]:
    return select(Premises).where(Premises.id == premises_id, in_scope(actor, Premises))
