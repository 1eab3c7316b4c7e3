"""Reads of sessions and marks."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.volunteer_attendance.models import VolunteerMark, VolunteerSession
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
ORDER = [VolunteerSession.began_at, VolunteerSession.id]


@built_once
def session_lines() -> Rows:
    """Sessions with the names that people read."""
    return (
        select(
            VolunteerSession.__table__,
            Person.name.label("person_name"),
            Place.full_name.label("place_name"),
        )
        .join(Person, Person.id == VolunteerSession.person_id)
        .join(Place, Place.id == VolunteerSession.place_id)
    )


def marks_of(session_id: UUID) -> Select[VolunteerMark]:
    """The one or two marks of a session, in their order."""
    return (
        select(VolunteerMark)
        .where(VolunteerMark.session_id == session_id)
        .order_by(VolunteerMark.kind)
    )
