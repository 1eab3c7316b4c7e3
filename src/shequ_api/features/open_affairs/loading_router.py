"""The disclosures and categories that a request may be about, and who acts on them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs.models import Disclosure, DisclosureCategory
from shequ_api.features.open_affairs.permissions import OpenAffairsPermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.schema import Key

Viewer = Annotated[Actor, Depends(may(OpenAffairsPermission.VIEW))]
Writer = Annotated[Actor, Depends(may(OpenAffairsPermission.WRITE))]
Publisher = Annotated[Actor, Depends(may(OpenAffairsPermission.PUBLISH))]
Manager = Annotated[Actor, Depends(may(OpenAffairsPermission.MANAGE))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
OfCategory = Annotated[Key | None, Query(description="Only those of the category of this code")]


async def standing_place(place_id: UUID, session: Session) -> Place:
    """A place that stands; everybody knows it."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    return place


async def disclosure_in_scope(disclosure_id: UUID, actor: AnyActor, session: Session) -> Disclosure:
    """A disclosure of a place in the actor's scope."""
    found = await session.get(Disclosure, disclosure_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


async def own_category(category_id: UUID, actor: AnyActor, session: Session) -> DisclosureCategory:
    """A category of the very district at which the actor holds office."""
    found = await session.get(DisclosureCategory, category_id)
    if found is None or not actor.serves_at(found.owner_id):
        raise Absent
    return found


StandingPlace = Annotated[Place, Depends(standing_place)]
TheDisclosure = Annotated[Disclosure, Depends(disclosure_in_scope)]
OwnCategory = Annotated[DisclosureCategory, Depends(own_category)]
