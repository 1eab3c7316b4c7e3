"""Some of each, for lists: counters, and appointments at the first of them."""

from uuid import UUID

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.appointments.hall import Hall, at

PEOPLE = ("resident", "same_building", "same_compound")


async def booked(client: AsyncClient, cast: Cast, lines: int) -> None:
    """As many counters; at the first, as many appointments of one person, and of others in a slot
    of a day."""
    hall = Hall(client, cast)
    first, *_ = [await hall.counter(capacity=lines) for _ in range(lines)]
    for hour in range(lines):
        await hall.booked(first, "resident", at(9 + hour))
    for who in PEOPLE[1:lines]:
        await hall.booked(first, who, at(9))
    cast.places["appointment_counter"] = UUID(first["id"])
