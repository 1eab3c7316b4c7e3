"""Beside each site: its community's other compound and grids, a dedicated grid, boundaries."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect, select

from shequ_api.base.places.boundaries import draw_boundary
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.layout import row_below
from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.service import draw_grid
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.sites import Site
from tests.matrix.world import World

POSITION = Point(104.128, 30.702)
WITH_UNCOVERED = ("home", "near", "far", "abroad", "beyond")
WITH_BOUNDARIES = ("home", "west", "far", "abroad", "beyond")
WEST, EAST, SOUTH, NORTH = 104.1200, 104.1205, 30.7000, 30.7005
SQUARE: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [
        [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]],
    ],
}


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant):
        return
    session = ground.session
    others = select(Place.id).where(
        Place.community_id == UUID(site.community),
        Place.kind == PlaceKind.COMPOUND,
        Place.id != UUID(site.compound),
    )
    grids = select(Grid.id).where(Grid.community_id == UUID(site.community))
    general = grids.where(Grid.kind == GridKind.GENERAL, Grid.id != UUID(site.general_grid))
    micro = grids.where(Grid.kind == GridKind.MICRO, Grid.id != UUID(site.grid))
    inside = select(Place.id).where(
        Place.building_id == UUID(site.building), Place.kind == PlaceKind.DWELLING
    )
    site.things |= {
        "other_compound": str(await session.scalar(others.order_by(Place.code).limit(1))),
        "other_general_grid": str(await session.scalar(general.limit(1))),
        "other_grid": str(await session.scalar(micro.order_by(Grid.code).limit(1))),
        "dwellings": " ".join(str(one) for one in await session.scalars(inside)),
    }
    if site.key in WITH_UNCOVERED:
        await _uncovered(ground, site)
    if site.key in WITH_BOUNDARIES:
        await _with_boundaries(ground, site)


async def _uncovered(ground: Ground, site: Site) -> None:
    """A dwelling beside the others that lies in no grid."""
    above = await ground.session.get_one(Place, UUID(site.building))
    columns = {column.key: getattr(above, column.key) for column in inspect(Place).column_attrs}
    row = row_below(columns, PlaceKind.DWELLING, "zz7", "未入网格")
    none = {"building_id": None, "general_grid_id": None, "micro_grid_id": None}
    await ground.session.execute(insert(Place), [row | none])
    site.things["uncovered"] = str(row["id"])


async def _with_boundaries(ground: Ground, site: Site) -> None:
    community = await ground.session.get_one(Place, UUID(site.community))
    dedicated = await draw_grid(
        ground.session,
        community,
        kind=GridKind.DEDICATED,
        name=word(site, "market", closed=False),
        parent=None,
        position=POSITION,
    )
    site.things["dedicated_grid"] = str(dedicated.id)
    place = await ground.session.get_one(Place, UUID(site.building))
    grid = await ground.session.get_one(Grid, UUID(site.grid))
    for owner, name in ((place, "boundary"), (grid, "grid_boundary")):
        drawn = await draw_boundary(
            ground.session,
            somebody(site.worker),
            owner,
            geometry=SQUARE,
            coordinate_system=CoordinateSystem.WGS_84,
            source=word(site, name, closed=False),
            now=ground.now,
        )
        await ground.session.flush()
        site.things[name] = str(drawn.id)
