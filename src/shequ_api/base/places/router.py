"""Looking at the trees, and changing them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places import service
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.places.schemas import (
    CompoundDraft,
    GridCoverage,
    GridCoverageView,
    GridDraft,
    GridView,
    PlaceView,
    Position,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["places"])
Viewer = Annotated[Actor, Depends(may(PlacePermission.VIEW))]
Founder = Annotated[Actor, Depends(may(PlacePermission.ESTABLISH))]
Drawer = Annotated[Actor, Depends(may(PlacePermission.DRAW_GRID))]


async def place_by_id(place_id: UUID, _: AnyActor, session: Session) -> Place:
    """A place that stands. Places are known to everybody who is signed in."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    return place


async def place_in_scope(place: Annotated[Place, Depends(place_by_id)], actor: AnyActor) -> Place:
    """A place inside the actor's scope."""
    if not actor.covers(place):
        raise Absent
    return place


async def grid_in_scope(grid_id: UUID, actor: AnyActor, session: Session) -> Grid:
    """A grid inside the actor's scope."""
    grid = await session.get(Grid, grid_id)
    if grid is None or grid.ended_at is not None or not actor.covers(grid):
        raise Absent
    return grid


ThePlace = Annotated[Place, Depends(place_by_id)]
OurPlace = Annotated[Place, Depends(place_in_scope)]
OurGrid = Annotated[Grid, Depends(grid_in_scope)]


def _pair(position: Position | None) -> tuple[float, float] | None:
    return (position.longitude, position.latitude) if position else None


@router.get("/places")
async def list_places(
    _: Viewer,
    session: Session,
    paging: ThePaging,
    parent_id: Annotated[UUID | None, Query(description="Those right below this place")] = None,
    code: Annotated[
        str | None, Query(max_length=80, description="The one with this code, as 510108015017")
    ] = None,
) -> Page[PlaceView]:
    """地点列表: Places below a parent, or the one with a code; else the province."""
    statement = select(Place.__table__).where(Place.ended_at.is_(None))
    if code is not None:
        statement = statement.where(Place.code == code)
    else:
        statement = statement.where(Place.parent_id == parent_id)
    rows, cursor = await page_of(session, statement, [Place.code], paging, ascending=True)
    return Page(items=[PlaceView(**row) for row in rows], next_cursor=cursor)


@router.get("/places/{place_id}")
async def get_place(place: ThePlace, _: Viewer) -> PlaceView:
    """查看地点: One place."""
    return PlaceView.model_validate(place)


@router.post("/places/{place_id}/compounds", status_code=201)
async def found_compound(
    draft: CompoundDraft, community: OurPlace, _: Founder, session: Session
) -> PlaceView:
    """录入小区: Enter a compound with its buildings, units and dwellings into a community."""
    plans = [
        BuildingPlan(b.local_code, b.name, b.units, b.floors, b.dwellings_per_floor)
        for b in draft.buildings
    ]
    compound = await service.found_compound(
        session,
        community,
        local_code=draft.local_code,
        name=draft.name,
        position=_pair(draft.position),
        plans=plans,
    )
    return PlaceView.model_validate(compound)


@router.get("/grids")
async def list_grids(
    _: Viewer, session: Session, paging: ThePaging, community_id: UUID
) -> Page[GridView]:
    """网格列表: The grids of a community."""
    statement = select(Grid.__table__)
    statement = statement.where(Grid.community_id == community_id, Grid.ended_at.is_(None))
    rows, cursor = await page_of(session, statement, [Grid.code], paging, ascending=True)
    return Page(items=[GridView(**row) for row in rows], next_cursor=cursor)


@router.post("/grids", status_code=201)
async def draw_grid(draft: GridDraft, actor: Drawer, session: Session) -> GridView:
    """划定网格: Draw a total, general, micro or dedicated grid in a community."""
    community = await session.get(Place, draft.community_id)
    if community is None or not actor.covers(community):
        raise Absent
    parent = await session.get(Grid, draft.parent_id) if draft.parent_id else None
    if draft.parent_id is not None and parent is None:
        raise Absent
    grid = await service.draw_grid(
        session,
        community,
        kind=draft.kind,
        name=draft.name,
        parent=parent,
        position=_pair(draft.position),
    )
    return GridView.model_validate(grid)


@router.put("/grids/{grid_id}/coverage")
async def cover_buildings(
    coverage: GridCoverage, grid: OurGrid, _: Drawer, session: Session
) -> GridCoverageView:
    """网格覆盖楼栋: Put buildings, with all that is in them, into a micro-grid."""
    found = await session.scalars(select(Place).where(Place.id.in_(coverage.building_ids)))
    buildings = list(found)
    if len(buildings) != len(set(coverage.building_ids)):
        raise Absent
    moved = await service.cover(session, grid, buildings)
    return GridCoverageView(grid_id=grid.id, places=moved)
