"""Reads of statements."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from shequ_api.base.places.models import Place
from shequ_api.features.register_answers.models import Statement

Rows = Select[*tuple[Any, ...]]


def decided_by(person_id: UUID) -> Rows:
    """`(place name, when, outcome, note)` of what somebody decided."""
    return (
        select(Place.full_name, Statement.decided_at, Statement.outcome, Statement.note)
        .join(Place, Place.id == Statement.place_id)
        .where(Statement.decided_by_id == person_id)
        .order_by(Statement.decided_at)
    )
