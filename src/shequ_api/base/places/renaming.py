"""Giving places and grids another name. Codes never change."""

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.coverage import IN_A_COMMUNITY
from shequ_api.base.places.following import done
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Grid, Place


async def rename_place(session: AsyncSession, place: Place, *, name: str, author: Author) -> Place:
    """Another name; the full names of all that stands below follow, in one statement.

    What was demolished keeps the name that it had. Nothing is named after a division.
    """
    await _hold_alone(session, place)
    if place.name == name:
        return place
    before = facts_of(place)
    inside = place.kind in IN_A_COMMUNITY
    full_name = f"{place.full_name.removesuffix(place.name)}{name}" if inside else name
    those = Place.path.bool_op("<@")(literal(place.path, Place.path.type)) if inside else None
    renamed = update(Place).where(those if those is not None else Place.id == place.id)
    own = Place.id == place.id
    rest = func.substr(Place.full_name, len(place.full_name) + 1)
    await done(
        session,
        renamed.where(Place.ended_at.is_(None)).values(
            name=case((own, name), else_=Place.name),
            full_name=case((own, full_name), else_=func.concat(full_name, rest)),
        ),
    )
    await session.refresh(place)
    await tell(session, author, ChangeKind.RENAMED, [(place, before, facts_of(place))])
    return place


async def _hold_alone(session: AsyncSession, place: Place) -> None:
    """Divisions above the communities are their own lock."""
    await hold(session, [place])
    if place.community_id is None:
        await session.execute(select(Place.id).where(Place.id == place.id).with_for_update())
        await session.refresh(place)


async def rename_grid(session: AsyncSession, grid: Grid, *, name: str, author: Author) -> Grid:
    """Another name."""
    await hold(session, [grid])
    if grid.name == name:
        return grid
    before = facts_of(grid)
    grid.name = name
    await session.flush()
    await tell(session, author, ChangeKind.RENAMED, [(grid, before, facts_of(grid))])
    return grid
