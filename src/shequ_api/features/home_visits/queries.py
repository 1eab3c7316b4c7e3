"""Reads of the visits to where somebody lives."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.visits.public import (
    Visit,
)


def told_to(person_id: UUID, today: date) -> ColumnElement[bool]:
    """Visits to where a person lives that they are told of."""
    homes = select(Residency.place_id).where(lives_in(person_id, today))
    about_them = or_(Visit.for_household, Visit.concerned_id == person_id)
    return and_(Visit.place_id.in_(homes), about_them)
