"""Boundaries, and to what a point belongs."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.attribution import Attribution, Found, Kind, attribution_of
from shequ_api.base.places.attribution_schemas import AttributionView, FoundView
from shequ_api.base.places.boundaries import draw_boundary
from shequ_api.base.places.boundary_models import Boundary
from shequ_api.base.places.boundary_queries import boundary_lines, live_boundary_of
from shequ_api.base.places.boundary_rules import geometry_in
from shequ_api.base.places.boundary_schemas import BoundaryDraft, BoundaryLine, BoundaryView
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.models import CoordinateSystem, Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.places.router import OurGrid, OurPlace, ThePlace
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, Paging, ThePaging, page_of
from shequ_api.kit.schema import Latitude, Longitude

router = Router(tags=["places"])
Viewer = Annotated[Actor, Depends(may(PlacePermission.VIEW))]
Surveyor = Annotated[Actor, Depends(may(PlacePermission.DRAW_BOUNDARY))]
System = Annotated[
    CoordinateSystem, Query(description="In which the degrees are meant: GCJ-02 is what maps show")
]


class BoundaryUnknown(Absent):
    code, title = "boundary_unknown", "还没有录入边界"


async def grid_by_id(grid_id: UUID, _: AnyActor, session: Session) -> Grid:
    """A grid that stands. Grids are known to everybody who is signed in."""
    grid = await session.get(Grid, grid_id)
    if grid is None or grid.ended_at is not None:
        raise Absent
    return grid


TheGrid = Annotated[Grid, Depends(grid_by_id)]


@router.put("/places/{place_id}/boundary")
async def draw_place_boundary(
    draft: BoundaryDraft, place: OurPlace, actor: Surveyor, session: Session, now: Now
) -> BoundaryView:
    """划定地点边界: Draw the boundary of a place anew; the former one stays in the history."""
    return await _drawn(session, actor, place, draft, now)


@router.put("/grids/{grid_id}/boundary")
async def draw_grid_boundary(
    draft: BoundaryDraft, grid: OurGrid, actor: Surveyor, session: Session, now: Now
) -> BoundaryView:
    """划定网格边界: Draw the boundary of a grid anew; it lies in its community's."""
    return await _drawn(session, actor, grid, draft, now)


@router.get("/places/{place_id}/boundary")
async def get_place_boundary(
    place: ThePlace,
    _: Viewer,
    session: Session,
    coordinate_system: System = CoordinateSystem.WGS_84,
) -> BoundaryView:
    """查看地点边界: The boundary of a place as GeoJSON, in either coordinate system."""
    return await _shown(session, place, coordinate_system)


@router.get("/grids/{grid_id}/boundary")
async def get_grid_boundary(
    grid: TheGrid,
    _: Viewer,
    session: Session,
    coordinate_system: System = CoordinateSystem.WGS_84,
) -> BoundaryView:
    """查看网格边界: The boundary of a grid as GeoJSON, in either coordinate system."""
    return await _shown(session, grid, coordinate_system)


@router.get("/places/{place_id}/boundaries")
async def list_place_boundaries(
    place: ThePlace, _: Viewer, session: Session, paging: ThePaging
) -> Page[BoundaryLine]:
    """地点边界历史: The boundaries that a place has had, newest first."""
    return await _history(session, place, paging)


@router.get("/grids/{grid_id}/boundaries")
async def list_grid_boundaries(
    grid: TheGrid, _: Viewer, session: Session, paging: ThePaging
) -> Page[BoundaryLine]:
    """网格边界历史: The boundaries that a grid has had, newest first."""
    return await _history(session, grid, paging)


@router.get("/attributions")
async def attribute_point(
    _: Viewer,
    session: Session,
    longitude: Annotated[Longitude, Query(description="Degrees")],
    latitude: Annotated[Latitude, Query(description="Degrees")],
    coordinate_system: System = CoordinateSystem.WGS_84,
) -> AttributionView:
    """位置归属: To which community, grids, compound and building a point belongs, and why.

    What is recorded takes the place that people chose; without one, this, where it is certain.
    """
    point = Point(longitude, latitude, coordinate_system)
    return _told(await attribution_of(session, point))


async def _drawn(
    session: AsyncSession, actor: Actor, owner: Place | Grid, draft: BoundaryDraft, now: Now
) -> BoundaryView:
    boundary = await draw_boundary(
        session,
        actor,
        owner,
        geometry=draft.geometry.model_dump(mode="json"),
        coordinate_system=draft.coordinate_system,
        source=draft.source,
        now=now,
    )
    return _view(boundary, draft.coordinate_system)


async def _shown(
    session: AsyncSession, owner: Place | Grid, wanted: CoordinateSystem
) -> BoundaryView:
    boundary = await session.scalar(live_boundary_of(owner))
    if boundary is None:
        raise BoundaryUnknown
    return _view(boundary, wanted)


async def _history(
    session: AsyncSession, owner: Place | Grid, paging: Paging
) -> Page[BoundaryLine]:
    order = [Boundary.drawn_at, Boundary.id]
    rows, cursor = await page_of(session, boundary_lines(owner), order, paging)
    return Page(items=[BoundaryLine(**row) for row in rows], next_cursor=cursor)


def _view(boundary: Boundary, wanted: CoordinateSystem) -> BoundaryView:
    shape: Any = geometry_in(boundary.geometry, boundary.coordinate_system, wanted)
    return BoundaryView(
        id=boundary.id,
        place_id=boundary.place_id,
        grid_id=boundary.grid_id,
        source=boundary.source,
        given_coordinate_system=boundary.coordinate_system,
        area_square_metres=boundary.area_square_metres,
        drawn_at=boundary.drawn_at,
        ended_at=boundary.ended_at,
        coordinate_system=wanted,
        geometry=shape,
    )


def _told(attribution: Attribution) -> AttributionView:
    def shown(kind: Kind) -> FoundView | None:
        return _found(attribution.found[kind]) if kind in attribution.found else None

    longitude, latitude = attribution.degrees
    return AttributionView(
        longitude=longitude,
        latitude=latitude,
        community=shown(PlaceKind.COMMUNITY),
        general_grid=shown(GridKind.GENERAL),
        micro_grid=shown(GridKind.MICRO),
        dedicated_grids=[_found(one) for one in attribution.dedicated],
        compound=shown(PlaceKind.COMPOUND),
        building=shown(PlaceKind.BUILDING),
        explanations=attribution.explanations,
    )


def _found(found: Found) -> FoundView:
    return FoundView(
        id=found.what.id,
        code=found.what.code,
        name=getattr(found.what, "full_name", found.what.name),
        kind=found.what.kind,
        found_by=found.found_by,
        distance_metres=found.distance_metres,
        explanation=found.explanation,
    )
