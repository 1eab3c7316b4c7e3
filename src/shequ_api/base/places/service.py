"""Laying out the trees: founding compounds, adding buildings to them, drawing grids."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, cast, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.history import Author, Told, facts_of, tell
from shequ_api.base.places.history_models import ChangeKind
from shequ_api.base.places.layout import (
    MOST_PLACES,
    BuildingPlan,
    columns_of,
    laid_out,
    places_in,
    row_below,
)
from shequ_api.base.places.locking import hold
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


class NotACompound(Malformed):
    code, title = "not_a_compound", "这个地点不是小区（院落）"


class LayoutTooLarge(Malformed):
    code, title = (
        "layout_too_large",
        "一次最多录入 5000 个地点（含楼栋、单元、住户），其余楼栋请在小区建好后分次增加",
    )


class CodeTaken(NotNow):
    code, title = "place_code_taken", "这个编码已经用过，编码不重复使用"


class GridParentUnfit(Malformed):
    code, title = "grid_parent_unfit", "上级网格不符：一般网格属于总网格，微网格属于一般网格"


async def found_compound(
    session: AsyncSession,
    community: Place,
    *,
    local_code: str,
    name: str,
    position: Point | None,
    plans: Sequence[BuildingPlan],
    author: Author | None = None,
) -> Place:
    """A compound with its buildings, units and dwellings, whole or not at all."""
    if community.kind != PlaceKind.COMMUNITY:
        raise NotACommunity
    # Counted before anything is laid out: each number is bounded, their product is not.
    _check_size(places_in(plans))
    await hold(session, [community])
    above = columns_of(community)
    compound = row_below(above, PlaceKind.COMPOUND, f"c{local_code}", name, position)
    # One statement over rows that stand parents first.
    await session.execute(insert(Place), [compound, *laid_out(compound, plans)])
    founded = await session.get_one(Place, compound["id"])
    await _tell_founded(session, author, [founded], places_in(plans))
    return founded


async def add_buildings(
    session: AsyncSession,
    compound: Place,
    *,
    plans: Sequence[BuildingPlan],
    author: Author | None = None,
) -> list[Place]:
    """More buildings of a compound: a large one is entered in several steps.

    Where all of the compound is of one micro-grid, the new buildings are of it too.
    """
    if compound.kind != PlaceKind.COMPOUND:
        raise NotACompound
    _check_size(places_in(plans))
    await hold(session, [compound])
    rows = list(laid_out(columns_of(compound), plans))
    await session.execute(insert(Place), rows)
    new = [row["id"] for row in rows if row["kind"] == PlaceKind.BUILDING]
    found = await session.scalars(select(Place).where(Place.id.in_(new)).order_by(Place.code))
    buildings = list(found)
    await _tell_founded(session, author, buildings, places_in(plans) - 1)
    return buildings


def _check_size(places: int) -> None:
    if places > MOST_PLACES:
        raise LayoutTooLarge(most=MOST_PLACES, places=places)


async def _tell_founded(
    session: AsyncSession, author: Author | None, founded: Iterable[Place], places: int
) -> None:
    told: list[Told] = [(place, {}, facts_of(place) | {"places": places}) for place in founded]
    await tell(session, author, ChangeKind.FOUNDED, told)


async def draw_grid(
    session: AsyncSession,
    community: Place,
    *,
    kind: GridKind,
    name: str,
    parent: Grid | None,
    position: Point | None,
    author: Author | None = None,
) -> Grid:
    """A new grid of a community."""
    above = (community.subdistrict_id, community.district_id, community.city_id)
    if community.kind != PlaceKind.COMMUNITY or None in above:
        raise NotACommunity
    # The community's lock is the one under which its grids are numbered, too.
    await hold(session, [community, *([parent] if parent else [])])
    wanted = PARENT_KIND.get(kind)
    fits = parent is None if wanted is None else parent is not None and parent.kind == wanted
    if not fits or (parent is not None and parent.community_id != community.id):
        raise GridParentUnfit
    number = await _next_number(session, community, kind)
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
        longitude=position.longitude if position else None,
        latitude=position.latitude if position else None,
        coordinate_system=position.coordinate_system if position else None,
    )
    session.add(grid)
    await session.flush()
    await tell(session, author, ChangeKind.DRAWN, [(grid, {}, facts_of(grid))])
    return grid


async def _next_number(session: AsyncSession, community: Place, kind: GridKind) -> int:
    """One more than the highest that was ever given; ended grids keep their codes."""
    number: Any = cast(func.substring(Grid.code, "[0-9]+$"), Integer)
    given = select(func.max(number)).where(Grid.community_id == community.id, Grid.kind == kind)
    return int(await session.scalar(given) or 0) + 1
