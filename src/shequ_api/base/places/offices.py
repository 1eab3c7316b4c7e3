"""Where the acting posting is held, and what that place keeps for all that lies in it."""

from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.errors import Absent


class Kept(Protocol):
    """A row that a place keeps."""

    @property
    def place_id(self) -> UUID: ...


Row = TypeVar("Row", bound=Kept)


async def place_of_office(session: AsyncSession, actor: Actor) -> Place | None:
    """The place at which the actor holds office; None without one, and for one held at a grid."""
    return await session.get(Place, actor.acting.scope.id) if actor.acting else None


async def row_of_office(session: AsyncSession, actor: Actor, model: type[Row], row_id: UUID) -> Row:
    """A row of the place itself at which the actor holds office. Raises `Absent`."""
    row = await session.get(model, row_id)
    if row is None or not actor.serves_at(row.place_id):
        raise Absent
    return row


def places_over(place: Place) -> list[UUID]:
    """The places whose offices keep something for a place: its community and those above, up to the
    city."""
    levels = (place.community_id, place.subdistrict_id, place.district_id, place.city_id)
    return [each for each in levels if each is not None]


def speaker_of(place: Place) -> UUID:
    """Whose word on points holds at a place: a district or a city itself; for whatever lies in a
    district, that."""
    above = place.kind == PlaceKind.DISTRICT or place.district_id is None
    return place.id if above else place.district_id or place.id
