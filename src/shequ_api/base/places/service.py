"""Changing the trees: founding compounds, drawing grids, putting buildings into micro-grids."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.layout import BuildingPlan, child_of, laid_out
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.kit.errors import Malformed, NotNow

PARENT_KIND = {GridKind.GENERAL: GridKind.TOTAL, GridKind.MICRO: GridKind.GENERAL}
PREFIX = {
    GridKind.TOTAL: "z",
    GridKind.GENERAL: "g",
    GridKind.MICRO: "m",
    GridKind.DEDICATED: "s",
}


class NotACommunity(Malformed):
    code, title = "not_a_community", "这个地点不是社区"


class CodeTaken(NotNow):
    code, title = "place_code_taken", "这个编码已经用过，编码不重复使用"


class GridParentUnfit(Malformed):
    code, title = "grid_parent_unfit", "上级网格不符：一般网格属于总网格，微网格属于一般网格"


class NotInGridCommunity(Malformed):
    code, title = "not_in_grid_community", "楼栋与网格不在同一个社区，或不是楼栋"


async def found_compound(
    session: AsyncSession,
    community: Place,
    *,
    local_code: str,
    name: str,
    position: tuple[float, float] | None,
    plans: list[BuildingPlan],
) -> Place:
    """A compound with its buildings, units and dwellings, whole or not at all."""
    if community.kind != PlaceKind.COMMUNITY:
        raise NotACommunity
    compound = child_of(community, PlaceKind.COMPOUND, f"c{local_code}", name)
    if position is not None:
        compound.longitude, compound.latitude = position
    session.add(compound)
    # Rows refer to rows of the same table: the unit of work orders them by parent.
    session.add_all(laid_out(compound, plans))
    await session.flush()
    return compound


async def draw_grid(
    session: AsyncSession,
    community: Place,
    *,
    kind: GridKind,
    name: str,
    parent: Grid | None,
    position: tuple[float, float] | None,
) -> Grid:
    """A new grid of a community."""
    if community.kind != PlaceKind.COMMUNITY or community.district_id is None:
        raise NotACommunity
    wanted = PARENT_KIND.get(kind)
    fits = parent is None if wanted is None else parent is not None and parent.kind == wanted
    if not fits or (parent is not None and parent.community_id != community.id):
        raise GridParentUnfit
    # The community's row is the lock under which its grids are numbered.
    await session.execute(select(Place.id).where(Place.id == community.id).with_for_update())
    drawn = select(func.count()).where(Grid.community_id == community.id, Grid.kind == kind)
    number = (await session.scalar(drawn) or 0) + 1
    grid = Grid(
        code=f"{community.code}-{PREFIX[kind]}{number:02d}",
        name=name,
        kind=kind,
        parent_id=parent.id if parent else None,
        community_id=community.id,
        district_id=community.district_id,
        longitude=position[0] if position else None,
        latitude=position[1] if position else None,
    )
    session.add(grid)
    await session.flush()
    return grid


async def cover(session: AsyncSession, grid: Grid, buildings: list[Place]) -> int:
    """Put buildings, with all that is in them, into a micro-grid; returns how many places."""
    if grid.kind != GridKind.MICRO:
        raise GridParentUnfit
    for building in buildings:
        if building.kind != PlaceKind.BUILDING or building.community_id != grid.community_id:
            raise NotInGridCommunity
    ids = sorted(building.id for building in buildings)
    inside = update(Place).where(Place.building_id.in_(ids)).returning(Place.id)
    moved = inside.values(micro_grid_id=grid.id, general_grid_id=grid.parent_id)
    return len((await session.execute(moved)).all())
