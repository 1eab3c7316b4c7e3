"""Reads of counters and appointments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.queries import shown_state
from shequ_api.features.appointments.models import Counter
from shequ_api.kit.branches import newest_of
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]
ORDER = [Reservation.begins_at, Reservation.id]


def offered_in(
    community_id: UUID,
    subdistrict_id: UUID,
    *,
    only: UUID | None,
    after: Sequence[Any] | None,
    most: int,
) -> tuple[Rows, list[Any]]:
    """Open counters for a community, its own and those of its subdistrict, with the names of their
    places; and their order. Each half has an index of its own."""
    own = and_(not_(Counter.whole_subdistrict), Counter.community_id == community_id)
    above = and_(Counter.whole_subdistrict, Counter.subdistrict_id == subdistrict_id)
    this = () if only is None else (Counter.id == only,)
    halves = (and_(half, Counter.closed_at.is_(None), *this) for half in (own, above))
    by = (Counter.made_at, Counter.id)
    offered = newest_of(Counter, by, halves, after=after, most=most)
    lines = select(
        offered.id,
        offered.place_id,
        Place.name.label("place_name"),
        offered.name,
        offered.serves,
        offered.bring,
        offered.whole_subdistrict,
    ).join(Place, Place.id == offered.place_id)
    return lines, [offered.made_at, offered.id]


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


async def is_counter(session: AsyncSession, place: Place, value: str) -> bool:
    """Whether a place may offer this counter: an open one that its own people can book."""
    try:
        counter_id = UUID(value)
    except ValueError:
        return False
    above = and_(Counter.whole_subdistrict, Counter.subdistrict_id == place.subdistrict_id)
    inside = {
        PlaceKind.COMMUNITY: or_(Counter.community_id == place.id, above),
        PlaceKind.SUBDISTRICT: above,
    }.get(PlaceKind(place.kind))
    if inside is None:
        return False
    offered = exists().where(Counter.id == counter_id, Counter.closed_at.is_(None), inside)
    return bool(await session.scalar(select(offered)))
