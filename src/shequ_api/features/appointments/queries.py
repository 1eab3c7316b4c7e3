"""Reads of counters and appointments."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.queries import shown_state
from shequ_api.features.appointments.models import Counter
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]
COUNTER_ORDER = [Counter.made_at, Counter.id]
ORDER = [Reservation.begins_at, Reservation.id]


def counter_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Counters with the names of their places."""
    return (
        select(
            Counter.id,
            Counter.place_id,
            Place.name.label("place_name"),
            Counter.name,
            Counter.serves,
            Counter.bring,
            Counter.whole_subdistrict,
        )
        .join(Place, Place.id == Counter.place_id)
        .where(*conditions)
    )


def offered_in(community_id: UUID, subdistrict_id: UUID) -> ColumnElement[bool]:
    """Open counters for a community: its own, and those of its subdistrict."""
    of_all = and_(Counter.whole_subdistrict, Counter.subdistrict_id == subdistrict_id)
    return and_(Counter.closed_at.is_(None), or_(Counter.community_id == community_id, of_all))


def counter_of(resource_id: UUID) -> Select[Counter]:
    """The counter that a resource belongs to."""
    return select(Counter).where(Counter.resource_id == resource_id)


def own_appointment(appointment_id: UUID, person_id: UUID) -> Select[Reservation]:
    """Somebody's appointment, at a counter."""
    mine = (Reservation.id == appointment_id, Reservation.person_id == person_id)
    at_counter = Counter.resource_id == Reservation.resource_id
    return select(Reservation).join(Counter, at_counter).where(*mine)


def appointments_of(person_id: UUID, now: datetime) -> Rows:
    """Somebody's appointments, with where they are."""
    return (
        select(
            Reservation.id,
            Counter.id.label("counter_id"),
            Counter.name.label("counter_name"),
            Place.name.label("place_name"),
            Reservation.begins_at,
            Reservation.ends_at,
            shown_state(now).label("state"),
            Reservation.expires_at,
            Reservation.cancel_by,
        )
        .join(Counter, Counter.resource_id == Reservation.resource_id)
        .join(Place, Place.id == Counter.place_id)
        .where(Reservation.person_id == person_id)
    )


def desk_lines(now: datetime, *conditions: ColumnElement[bool]) -> Rows:
    """Appointments with who comes."""
    return (
        select(
            Reservation.id,
            Reservation.person_id,
            Person.name.label("person_name"),
            Reservation.begins_at,
            Reservation.ends_at,
            shown_state(now).label("state"),
            Reservation.late,
            Reservation.made_at,
        )
        .join(Person, Person.id == Reservation.person_id)
        .where(*conditions)
    )


def on_day(counter: Counter, day: date) -> ColumnElement[bool]:
    """Appointments at a counter that begin on a day."""
    return and_(
        Reservation.resource_id == counter.resource_id,
        Reservation.begins_at >= china_midnight(day),
        Reservation.begins_at < china_midnight(day + timedelta(days=1)),
    )
