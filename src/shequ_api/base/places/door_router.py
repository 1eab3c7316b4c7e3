"""Adding units and dwellings to what stands."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.doors import Door, add_doors
from shequ_api.base.places.history import Author
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.places.router import OurPlace
from shequ_api.base.places.tree_schemas import AddedDoors, DoorsDraft, PlaceName
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["places"])
Founder = Annotated[Actor, Depends(may(PlacePermission.ESTABLISH))]


@router.post("/places/{place_id}/units", status_code=201)
async def add_units(
    draft: DoorsDraft, building: OurPlace, actor: Founder, session: Session, now: Now
) -> AddedDoors:
    """增加单元: Add units to a building that stands; their dwellings are added to them."""
    return await _added(draft, building, PlaceKind.UNIT, session, Author(actor.person_id, now))


@router.post("/places/{place_id}/dwellings", status_code=201)
async def add_dwellings(
    draft: DoorsDraft, place: OurPlace, actor: Founder, session: Session, now: Now
) -> AddedDoors:
    """增加户: Add dwellings to a unit, or to a building without units: a door that was missed, a
    flat that became two, a shop front. They are in its micro-grid."""
    return await _added(draft, place, PlaceKind.DWELLING, session, Author(actor.person_id, now))


async def _added(
    draft: DoorsDraft, around: Place, kind: PlaceKind, session: Session, author: Author
) -> AddedDoors:
    doors = [Door(door.local_code, door.name) for door in draft.doors]
    added = await add_doors(session, around, kind, doors, author=author)
    return AddedDoors(
        place_id=around.id, doors=[PlaceName.model_validate(place) for place in added]
    )
