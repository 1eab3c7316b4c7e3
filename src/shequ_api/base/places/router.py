"""Looking at the trees, and changing them."""

from collections.abc import Collection, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places import coverage, queries, service
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.history import Author
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.locking import GridOver, PlaceOver
from shequ_api.base.places.models import UNCOVERED, Grid, Place, PlaceKind
from shequ_api.base.places.permissions import PlacePermission
from shequ_api.base.places.schemas import (
    BuildingDraft,
    CompoundDraft,
    CoveredPlacesView,
    GridDraft,
    GridView,
    PlaceView,
    Position,
)
from shequ_api.base.places.tree_schemas import (
    AddedBuildings,
    BuildingsDraft,
    GridCoverage,
    GridDetail,
    GridName,
    GridPlaces,
    PlaceDetail,
    PlaceName,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["places"])
Viewer = Annotated[Actor, Depends(may(PlacePermission.VIEW))]
Founder = Annotated[Actor, Depends(may(PlacePermission.ESTABLISH))]
Drawer = Annotated[Actor, Depends(may(PlacePermission.DRAW_GRID))]


async def any_place(place_id: UUID, _: AnyActor, session: Session) -> Place:
    """A place, demolished or not. Places are known to everybody who is signed in."""
    place = await session.get(Place, place_id)
    if place is None:
        raise Absent
    return place


async def place_by_id(place: Annotated[Place, Depends(any_place)]) -> Place:
    """A place that stands."""
    if place.ended_at is not None:
        raise Absent
    return place


async def place_in_scope(place: Annotated[Place, Depends(any_place)], actor: AnyActor) -> Place:
    """A place inside the actor's scope. Nothing new is made where a place was demolished."""
    if not actor.covers(place):
        raise Absent
    if place.ended_at is not None:
        raise PlaceOver
    return place


async def any_grid(grid_id: UUID, _: AnyActor, session: Session) -> Grid:
    """A grid, ended or not. Grids are known to everybody who is signed in."""
    grid = await session.get(Grid, grid_id)
    if grid is None:
        raise Absent
    return grid


async def grid_in_scope(grid: Annotated[Grid, Depends(any_grid)], actor: AnyActor) -> Grid:
    """A grid inside the actor's scope that has not ended."""
    if not actor.covers(grid):
        raise Absent
    if grid.ended_at is not None:
        raise GridOver
    return grid


AnyPlace = Annotated[Place, Depends(any_place)]
ThePlace = Annotated[Place, Depends(place_by_id)]
OurPlace = Annotated[Place, Depends(place_in_scope)]
AnyGrid = Annotated[Grid, Depends(any_grid)]
OurGrid = Annotated[Grid, Depends(grid_in_scope)]


def _point(position: Position | None) -> Point | None:
    return position.point if position else None


@router.get("/places")
async def list_places(
    _: Viewer,
    session: Session,
    paging: ThePaging,
    parent_id: Annotated[UUID | None, Query(description="Those right below this place")] = None,
    code: Annotated[
        str | None, Query(max_length=80, description="The one with this code, as 510108015017")
    ] = None,
    micro_grid_id: Annotated[
        UUID | None, Query(description="The dwellings that this micro-grid looks after")
    ] = None,
) -> Page[PlaceView]:
    """地点列表: Places below a parent, the dwellings of a micro-grid, or the one with a code; else
    the province."""
    statement = select(Place.__table__).where(Place.ended_at.is_(None))
    if code is not None:
        statement = statement.where(Place.code == code)
    elif micro_grid_id is not None:
        dwellings = (Place.micro_grid_id == micro_grid_id, Place.kind == PlaceKind.DWELLING)
        statement = statement.where(*dwellings)
    else:
        statement = statement.where(Place.parent_id == parent_id)
    rows, cursor = await page_of(session, statement, [Place.code], paging, ascending=True)
    return Page(items=[PlaceView(**row) for row in rows], next_cursor=cursor)


@router.get("/uncovered-dwellings")
async def list_uncovered_dwellings(
    actor: Drawer, session: Session, paging: ThePaging
) -> Page[PlaceView]:
    """未入网格住户: Dwellings in my scope that lie in no micro-grid, so that nobody serves them;
    they came from another community, or were just entered."""
    statement = select(Place.__table__).where(in_scope(actor, Place), UNCOVERED)
    rows, cursor = await page_of(session, statement, [Place.code], paging, ascending=True)
    return Page(items=[PlaceView(**row) for row in rows], next_cursor=cursor)


def _plans(drafts: Sequence[BuildingDraft]) -> list[BuildingPlan]:
    return [
        BuildingPlan(b.local_code, b.name, b.units, b.floors, b.dwellings_per_floor) for b in drafts
    ]


@router.get("/places/{place_id}")
async def get_place(place: AnyPlace, _: Viewer, session: Session) -> PlaceDetail:
    """查看地点: One place, demolished ones too, and the dedicated grids that look after it."""
    dedicated = (await session.execute(queries.dedicated_grids_of(place))).mappings()
    return PlaceDetail(
        **PlaceView.model_validate(place).model_dump(),
        ended_at=place.ended_at,
        dedicated_grids=[GridName(**row) for row in dedicated],
    )


@router.post("/places/{place_id}/compounds", status_code=201)
async def found_compound(
    draft: CompoundDraft, community: OurPlace, actor: Founder, session: Session, now: Now
) -> PlaceView:
    """录入小区: Enter a compound with its buildings, units and dwellings into a community."""
    compound = await service.found_compound(
        session,
        community,
        local_code=draft.local_code,
        name=draft.name,
        position=_point(draft.position),
        plans=_plans(draft.buildings),
        author=Author(actor.person_id, now),
    )
    return PlaceView.model_validate(compound)


@router.post("/places/{place_id}/buildings", status_code=201)
async def add_buildings(
    draft: BuildingsDraft, compound: OurPlace, actor: Founder, session: Session, now: Now
) -> AddedBuildings:
    """增加楼栋: Add buildings to a compound; a large one is entered in several steps."""
    author = Author(actor.person_id, now)
    plans = _plans(draft.buildings)
    added = await service.add_buildings(session, compound, plans=plans, author=author)
    buildings = [PlaceName.model_validate(building) for building in added]
    return AddedBuildings(compound_id=compound.id, buildings=buildings)


@router.get("/grids")
async def list_grids(
    _: Viewer, session: Session, paging: ThePaging, community_id: UUID
) -> Page[GridView]:
    """网格列表: The grids of a community."""
    statement = select(Grid.__table__)
    statement = statement.where(Grid.community_id == community_id, Grid.ended_at.is_(None))
    rows, cursor = await page_of(session, statement, [Grid.code], paging, ascending=True)
    return Page(items=[GridView(**row) for row in rows], next_cursor=cursor)


@router.get("/grids/{grid_id}")
async def get_grid(grid: AnyGrid, _: Viewer, session: Session) -> GridDetail:
    """查看网格: One grid; one that ended names those that took over."""
    after = (await session.execute(queries.successors_of(grid.id))).mappings().all()
    before = (await session.execute(queries.predecessors_of(grid.id))).mappings().all()
    places = (await session.execute(queries.places_of(grid.id))).mappings().all()
    return GridDetail(
        **GridView.model_validate(grid).model_dump(),
        ended_at=grid.ended_at,
        predecessors=[GridName(**row) for row in before],
        successors=[GridName(**row) for row in after],
        places=[PlaceName(**row) for row in places],
    )


@router.post("/grids", status_code=201)
async def draw_grid(draft: GridDraft, actor: Drawer, session: Session, now: Now) -> GridView:
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
        position=_point(draft.position),
        author=Author(actor.person_id, now),
    )
    return GridView.model_validate(grid)


async def places_by_ids(session: AsyncSession, ids: Collection[UUID]) -> list[Place]:
    """These places, in the order of their codes. Raises `Absent` where one of them is unknown."""
    found = list(await session.scalars(select(Place).where(Place.id.in_(ids)).order_by(Place.code)))
    if len(found) != len(set(ids)):
        raise Absent
    return found


@router.put("/grids/{grid_id}/coverage")
async def cover_buildings(
    draft: GridCoverage, grid: OurGrid, actor: Drawer, session: Session, now: Now
) -> CoveredPlacesView:
    """网格覆盖范围: Put compounds, buildings, units or dwellings, with all that is in them, into a
    micro-grid; they leave the one in which they were."""
    places = await places_by_ids(session, draft.ids)
    author = Author(actor.person_id, now)
    moved = await coverage.cover(session, grid, places, author=author)
    return CoveredPlacesView(grid_id=grid.id, places=moved)


@router.put("/grids/{grid_id}/places")
async def dedicate_grid(
    draft: GridPlaces, grid: OurGrid, actor: Drawer, session: Session, now: Now
) -> GridDetail:
    """专属网格范围: Give a dedicated grid (a mall, a school, a site) exactly these places. They
    stay in their micro-grids."""
    places = await places_by_ids(session, draft.place_ids)
    await coverage.dedicate(session, grid, places, author=Author(actor.person_id, now))
    return await get_grid(grid, actor, session)
