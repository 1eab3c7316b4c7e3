"""Which places a grid looks after: a micro-grid alone, a dedicated one beside it."""

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.following import agree, follow, lay
from shequ_api.base.places.history import Author, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind, GridPlace
from shequ_api.base.places.locking import hold
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.kit.errors import Malformed

IN_A_COMMUNITY = frozenset(
    {PlaceKind.COMPOUND, PlaceKind.BUILDING, PlaceKind.UNIT, PlaceKind.DWELLING}
)


class NotInGridCommunity(Malformed):
    code, title = "not_in_grid_community", "网格只能包含本社区内的小区、楼栋、单元或住户"


class GridKindUnfit(Malformed):
    code, title = "grid_kind_unfit", "这种网格不能这样调整：划入地点用微网格，专属范围用专属网格"


def check_covered(grid: Grid, places: Sequence[Place]) -> None:
    """Refuse places that lie outside the grid's community, or hold more than a compound."""
    for place in places:
        if place.kind not in IN_A_COMMUNITY or place.community_id != grid.community_id:
            raise NotInGridCommunity


async def cover(
    session: AsyncSession, grid: Grid, places: Sequence[Place], *, author: Author | None = None
) -> int:
    """Put places, with all that is in them, into a micro-grid; returns how many changed theirs.

    A dwelling is in exactly one. What is listed by scope moves with its place; `made_grid_id`
    stays what it was.
    """
    if grid.kind != GridKind.MICRO:
        raise GridKindUnfit
    communities = await hold(session, [grid, *places])
    check_covered(grid, places)
    after = {"micro_grid_id": grid.id, "general_grid_id": grid.parent_id}
    told = [(place, facts_of(place), facts_of(place) | after) for place in places]
    moved = await lay(session, grid, [place.id for place in places])
    compounds = {place.compound_id for place in places if place.compound_id is not None}
    await agree(session, compounds)
    await follow(session, communities, compounds, district_id=grid.district_id)
    await tell(session, author, ChangeKind.COVERED, told)
    return moved


async def dedicate(
    session: AsyncSession, grid: Grid, places: Sequence[Place], *, author: Author | None = None
) -> None:
    """Give a dedicated grid exactly these places. It overlaps: their micro-grids stay theirs."""
    if grid.kind != GridKind.DEDICATED:
        raise GridKindUnfit
    await hold(session, [grid, *places])
    check_covered(grid, places)
    gone = delete(GridPlace).where(GridPlace.grid_id == grid.id).returning(GridPlace.place_id)
    before = sorted(str(place_id) for place_id in await session.scalars(gone))
    rows = [{"grid_id": grid.id, "place_id": place.id} for place in places]
    if rows:
        await session.execute(insert(GridPlace), rows)
    after = sorted(str(place.id) for place in places)
    told = (grid, {"place_ids": before}, {"place_ids": after})
    await tell(session, author, ChangeKind.COVERED, [told])
