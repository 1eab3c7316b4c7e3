"""What a posting rests on, read under locks: where it is held, whom it is for and stands for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.appointments import CustomRoleUnfit
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.people.organisations import OrganisationEnded
from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.base.places.locking import GridOver, PlaceOver, TreesChanged
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.errors import Absent, Malformed


class PersonNotFound(Absent):
    code, title = "person_not_found", "没有绑定该手机号的人，请对方先登录并绑定手机号"


class OnePlaceOrGrid(Malformed):
    code, title = "one_place_or_grid", "请给出一个地点或一个网格"


async def held_at(
    session: AsyncSession, place_id: UUID | None, grid_id: UUID | None
) -> Place | Grid | None:
    """The place or grid, of which one is named; None where there is none."""
    if (place_id is None) == (grid_id is None):
        raise OnePlaceOrGrid
    if place_id is not None:
        return await session.get(Place, place_id)
    return await session.get(Grid, grid_id)


async def held_firmly(
    session: AsyncSession, actor: Actor, place_id: UUID | None, grid_id: UUID | None
) -> Place | Grid:
    """The same in the actor's scope, held so that nobody moves, splits or ends it meanwhile.

    Whoever changes the trees takes the community FOR UPDATE; this shares its key, and looks again.
    """
    held = await held_at(session, place_id, grid_id)
    if held is None or held.ended_at is not None or not actor.covers(held):
        raise Absent
    if held.community_id is None:
        return held
    community_id = held.community_id
    row = select(Place.id).where(Place.id == community_id)
    await session.execute(row.with_for_update(read=True, key_share=True))
    await session.refresh(held)
    if held.ended_at is not None:
        raise PlaceOver if isinstance(held, Place) else GridOver
    if not actor.covers(held):
        raise Absent
    if held.community_id != community_id:
        raise TreesChanged
    return held


async def person_by_phone(session: AsyncSession, book: PhoneBook, phone: str) -> Person:
    """Who has this number, locked against its going to somebody else meanwhile."""
    held = holder_of(book, phone).with_for_update(read=True)
    person = await session.scalar(held.execution_options(populate_existing=True))
    if person is None:
        raise PersonNotFound
    return person


async def organisation_for(
    session: AsyncSession, organisation_id: UUID | None
) -> Organisation | None:
    """Whom a posting stands for, locked against its end."""
    if organisation_id is None:
        return None
    meant = select(Organisation).where(Organisation.id == organisation_id)
    locked = meant.with_for_update(read=True).execution_options(populate_existing=True)
    organisation = await session.scalar(locked)
    if organisation is None:
        raise Absent
    if organisation.ended_at is not None:
        raise OrganisationEnded
    return organisation


async def custom_role_for(session: AsyncSession, role_id: UUID | None) -> CustomRole | None:
    """A custom role, locked against a change of its permissions: they are compared with the
    actor's."""
    if role_id is None:
        return None
    meant = select(CustomRole).where(CustomRole.id == role_id).with_for_update(read=True)
    custom_role = await session.scalar(meant.execution_options(populate_existing=True))
    if custom_role is None:
        raise CustomRoleUnfit
    return custom_role
