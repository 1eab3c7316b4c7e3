"""Drawing boundaries: checked, kept as given, and laid out in WGS-84 to be searched."""

import asyncio
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.boundary_models import Boundary, BoundaryRing
from shequ_api.base.places.boundary_queries import live_boundary_of, live_boundary_of_place
from shequ_api.base.places.boundary_rules import (
    MOST_OUTSIDE,
    WITHOUT_BOUNDARY,
    Polygons,
    check_rings,
    moved_polygons,
    outside_share,
    polygons_of,
    shape_of,
    square_metres,
)
from shequ_api.base.places.models import CoordinateSystem, Grid, Place
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class NoBoundaryHere(Malformed):
    code, title = "no_boundary_here", "单元和住户没有边界"


class BoundaryOutside(Malformed):
    """What belongs in a place lies in its boundary, where that is known."""

    code, title = "boundary_outside", "边界超出了上级的边界"


class BoundaryDrawnMeanwhile(NotNow):
    code, title = "boundary_drawn_meanwhile", "边界刚刚被别人更新，请刷新后再试"


async def draw_boundary(
    session: AsyncSession,
    actor: Actor,
    owner: Place | Grid,
    *,
    geometry: dict[str, Any],
    coordinate_system: CoordinateSystem,
    source: str,
    now: datetime,
) -> Boundary:
    """The boundary of a place or grid from now on; the one before ends. The same again is no news.

    Raises `NoBoundaryHere`, `BoundaryUnfit`, `BoundaryOutside`.
    """
    if isinstance(owner, Place) and owner.kind in WITHOUT_BOUNDARY:
        raise NoBoundaryHere
    # The owner's row is the lock: of two drawn at once, the later one ends the earlier.
    await session.execute(
        select(type(owner).id).where(type(owner).id == owner.id).with_for_update(key_share=True)
    )
    former = await session.scalar(live_boundary_of(owner))
    if former is not None and _is_same(former, geometry, coordinate_system, source):
        return former
    polygons = _polygons(geometry, coordinate_system)
    shape = await asyncio.to_thread(shape_of, polygons, owner.kind)
    await _check_inside(session, owner, shape)
    if former is not None:
        former.ended_at = now
        await session.flush()  # before the new one: there is one live boundary at a time
    boundary = Boundary(
        id=new_id(),
        place_id=owner.id if isinstance(owner, Place) else None,
        grid_id=owner.id if isinstance(owner, Grid) else None,
        geometry=geometry,
        coordinate_system=coordinate_system,
        source=source,
        area_square_metres=round(square_metres(shape), 1),
        drawn_at=now,
        drawn_by_id=actor.person_id,
    )
    session.add(boundary)
    await session.flush()
    await _lay_out(session, boundary, polygons)
    return boundary


def _is_same(
    former: Boundary, geometry: dict[str, Any], coordinate_system: CoordinateSystem, source: str
) -> bool:
    said = (former.geometry, former.coordinate_system, former.source)
    return said == (geometry, coordinate_system, source)


def _polygons(geometry: dict[str, Any], coordinate_system: CoordinateSystem) -> Polygons:
    """In WGS-84; bounded before it is reckoned with."""
    given = polygons_of(geometry)
    check_rings(given)
    return moved_polygons(given, coordinate_system, CoordinateSystem.WGS_84)


async def _check_inside(
    session: AsyncSession, owner: Place | Grid, shape: shapely.MultiPolygon
) -> None:
    """A grid lies in its community, a place in the one above it, but for a sliver."""
    above_id = owner.community_id if isinstance(owner, Grid) else owner.parent_id
    above = above_id and await session.scalar(live_boundary_of_place(above_id))
    if not above:
        return
    polygons = _polygons(above.geometry, above.coordinate_system)
    around = shapely.MultiPolygon([(part[0], part[1:]) for part in polygons])
    share = await asyncio.to_thread(outside_share, shape, around)
    if share > MOST_OUTSIDE:
        raise BoundaryOutside(
            f"有 {share:.0%} 的面积在上级边界之外，最多 {MOST_OUTSIDE:.0%}",
            outside_share=round(share, 4),
        )


async def _lay_out(session: AsyncSession, boundary: Boundary, polygons: Polygons) -> None:
    rings = [ring for part in polygons for ring in part]
    rows = [
        {"boundary_id": boundary.id, "number": number, "ring": ring[:-1]}
        for number, ring in enumerate(rings)
    ]
    await session.execute(insert(BoundaryRing), rows)
