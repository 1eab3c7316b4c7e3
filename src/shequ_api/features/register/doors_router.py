"""Who may come in, and what they find: named actors and loaders, behind both walls.

The right stands before the loader here: who has none is told so, whether or not there is such a
row; who has it, and looks elsewhere, finds nothing.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.walls import enter_person, enter_scope
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register import queries
from shequ_api.base.register.models import Entry
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.policy import deciding

Reader = Annotated[Actor, Depends(may(RegisterPermission.VIEW))]
Editor = Annotated[Actor, Depends(may(RegisterPermission.EDIT))]
Confirmer = Annotated[Actor, Depends(may(RegisterPermission.CONFIRM))]
Revealer = Annotated[Actor, Depends(may(RegisterPermission.REVEAL))]
Decider = Annotated[Actor, Depends(may(RegisterPermission.DECIDE))]
Counter = Annotated[Actor, Depends(may(RegisterPermission.COUNT))]
TheSeal = Annotated[RegisterSeal, Depends(part(RegisterSeal))]


async def behind_walls(request: Request, actor: AnyActor, session: Session) -> AsyncSession:
    """The session, with the second wall open in scope to whoever has the right of this route."""
    asked = deciding(request.scope["route"].policies).describe()["permission"]
    await enter_scope(session, actor, asked)
    return session


async def behind_own_wall(actor: AnyActor, session: Session) -> AsyncSession:
    """The session, with the second wall open for what is about the actor."""
    await enter_person(session, actor.person_id)
    return session


Walled = Annotated[AsyncSession, Depends(behind_walls)]
Own = Annotated[AsyncSession, Depends(behind_own_wall)]


async def dwelling_in_scope(dwelling_id: UUID, actor: AnyActor, session: Walled) -> Place:
    """A dwelling inside the actor's scope."""
    place = await session.get(Place, dwelling_id)
    if place is None or place.kind != PlaceKind.DWELLING or not actor.covers(place):
        raise Absent
    return place


async def standing_place(session: AsyncSession, actor: Actor, place_id: UUID) -> Place:
    """A place inside the actor's scope that is not gone."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    return place


async def standing_dwelling(dwelling_id: UUID, actor: AnyActor, session: Walled) -> Place:
    """A dwelling inside the actor's scope that is not gone."""
    return await standing_place(session, actor, dwelling_id)


async def entry_in_scope(entry_id: UUID, actor: AnyActor, session: Walled) -> Entry:
    """An entry inside the actor's scope."""
    entry = await session.scalar(queries.entry_in_scope(actor, entry_id))
    if entry is None:
        raise Absent
    return entry


async def entry_to_change(entry_id: UUID, actor: AnyActor, session: Walled) -> Entry:
    """An entry inside the actor's scope, locked: what it said before is read and kept."""
    found = queries.entry_in_scope(actor, entry_id).with_for_update()
    entry = await session.scalar(found)
    if entry is None:
        raise Absent
    return entry


TheDwelling = Annotated[Place, Depends(dwelling_in_scope)]
TheStandingDwelling = Annotated[Place, Depends(standing_dwelling)]
TheEntry = Annotated[Entry, Depends(entry_in_scope)]
EntryToChange = Annotated[Entry, Depends(entry_to_change)]
