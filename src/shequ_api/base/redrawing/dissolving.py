"""Dissolving: a grid that holds nothing any more, or a dedicated one, ends without a successor."""

from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Posting
from shequ_api.base.places.coverage import GridKindUnfit
from shequ_api.base.places.events import GridEnded
from shequ_api.base.places.following import done
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, GridPlace
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.redrawing.postings import hand_over_postings, hold_postings
from shequ_api.kit.errors import Absent, NotNow


class GridNotEmpty(NotNow):
    """Says how many grids and dwellings are in it still. Move, merge or cover them first."""

    code, title = "grid_not_empty", "网格内还有下级网格或住户，请先划入其他网格"


@dataclass(frozen=True, slots=True)
class Dissolved:
    """What ended with a grid."""

    places: int
    """That a dedicated grid looked after; they stay in their micro-grids."""
    postings: list[Posting]


async def dissolve(session: AsyncSession, actor: Actor, grid: Grid, *, author: Author) -> Dissolved:
    """End a dedicated grid, or a general or micro-grid in which nothing lies; its code is never
    given again, and the postings held at it end."""
    await hold(session, [grid])
    if not actor.covers(grid):
        raise Absent
    if grid.kind == GridKind.TOTAL:
        raise GridKindUnfit
    await hold_postings(session, [grid.id])
    await _refuse_full(session, grid)
    before = facts_of(grid)
    released = select(func.count()).where(GridPlace.grid_id == grid.id)
    places = (await session.execute(released)).scalar_one()
    await session.execute(delete(GridPlace).where(GridPlace.grid_id == grid.id))
    await done(session, update(Grid).where(Grid.id == grid.id).values(ended_at=author.now))
    handover = await hand_over_postings(session, actor, [grid.id], {}, author)
    after = before | {"ended_at": author.now.isoformat(), "places": places}
    await tell(session, author, ChangeKind.DISSOLVED, [(grid, before, after)])
    await session.refresh(grid)
    ended = GridEnded(
        subject_id=grid.id,
        district_id=grid.district_id,
        kind=grid.kind,
        community_id=grid.community_id,
        successor_ids=[],
    )
    record(session, ended, now=author.now)
    return Dissolved(places, handover.ended)


async def _refuse_full(session: AsyncSession, grid: Grid) -> None:
    under = select(func.count()).where(Grid.parent_id == grid.id, Grid.ended_at.is_(None))
    inside = or_(Place.micro_grid_id == grid.id, Place.general_grid_id == grid.id)
    dwellings = func.count().filter(Place.kind == PlaceKind.DWELLING)
    standing = select(func.count(), dwellings).where(inside, Place.ended_at.is_(None))
    grids = (await session.execute(under)).scalar_one()
    places, homes = (await session.execute(standing)).one()
    if grids or places:
        raise GridNotEmpty(grids=grids, places=places, dwellings=homes)
