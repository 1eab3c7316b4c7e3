"""Changing the trees: founding compounds, drawing grids, putting buildings into micro-grids."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.layout import MOST_PLACES, BuildingPlan, laid_out, places_in, row_below
from shequ_api.base.places.located import Located
from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place, PlaceKind
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.model import Base

PARENT_KIND = {GridKind.GENERAL: GridKind.TOTAL, GridKind.MICRO: GridKind.GENERAL}
PREFIX = {
    GridKind.TOTAL: "z",
    GridKind.GENERAL: "g",
    GridKind.MICRO: "m",
    GridKind.DEDICATED: "s",
}


class NotACommunity(Malformed):
    code, title = "not_a_community", "这个地点不是社区"


class LayoutTooLarge(Malformed):
    code, title = (
        "layout_too_large",
        "一次最多录入 5000 个地点（含楼栋、单元、住户），请分成几个小区录入",
    )


class BuildingEnded(NotNow):
    code, title = "building_ended", "楼栋已经撤销，不能再划入网格"


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
    plans: Sequence[BuildingPlan],
) -> Place:
    """A compound with its buildings, units and dwellings, whole or not at all."""
    if community.kind != PlaceKind.COMMUNITY:
        raise NotACommunity
    # Counted before anything is laid out: each number is bounded, their product is not.
    if places_in(plans) > MOST_PLACES:
        raise LayoutTooLarge(most=MOST_PLACES, places=places_in(plans))
    above = {column.key: getattr(community, column.key) for column in inspect(Place).column_attrs}
    compound = row_below(above, PlaceKind.COMPOUND, f"c{local_code}", name, position)
    # One statement over rows that stand parents first.
    await session.execute(insert(Place), [compound, *laid_out(compound, plans)])
    return await session.get_one(Place, compound["id"])


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
    above = (community.subdistrict_id, community.district_id, community.city_id)
    if community.kind != PlaceKind.COMMUNITY or None in above:
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
        parent_kind=parent.kind if parent else None,
        community_id=community.id,
        subdistrict_id=community.subdistrict_id,
        district_id=community.district_id,
        city_id=community.city_id,
        longitude=position[0] if position else None,
        latitude=position[1] if position else None,
        coordinate_system=CoordinateSystem.WGS_84 if position else None,
    )
    session.add(grid)
    await session.flush()
    return grid


async def cover(session: AsyncSession, grid: Grid, buildings: list[Place]) -> int:
    """Put buildings, with all that is in them, into a micro-grid; returns how many places.

    What is listed by scope moves with its building; `made_grid_id` stays what it was.
    """
    if grid.kind != GridKind.MICRO:
        raise GridParentUnfit
    for building in buildings:
        if building.kind != PlaceKind.BUILDING or building.community_id != grid.community_id:
            raise NotInGridCommunity
        if building.ended_at is not None:
            raise BuildingEnded
    ids = sorted(building.id for building in buildings)
    inside = update(Place).where(Place.building_id.in_(ids)).returning(Place.id)
    moved = len((await session.execute(inside.values(_scopes_of(grid)))).all())
    for model in moving_models():
        await _move(session, model, grid, ids)
    return moved


def moving_models() -> list[type[Any]]:
    """The tables whose rows follow their building, in one order for all who lock them."""
    mapped: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    located = [cls for cls in mapped if issubclass(cls, Located)]
    moving = [cls for cls in located if cls.moves_with_grid and not cls.append_only]
    return sorted(moving, key=lambda cls: str(cls.__tablename__))


async def _move(session: AsyncSession, model: Any, grid: Grid, building_ids: list[UUID]) -> None:
    # The community's index finds them: no table needs one by building for this.
    here = (model.community_id == grid.community_id, model.building_id.in_(building_ids))
    elsewhere = model.micro_grid_id.is_distinct_from(grid.id)
    await session.execute(update(model).where(*here, elsewhere).values(_scopes_of(grid)))


def _scopes_of(grid: Grid) -> dict[str, UUID | None]:
    return {"micro_grid_id": grid.id, "general_grid_id": grid.parent_id}
