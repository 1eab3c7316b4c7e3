"""Moving, demolishing, splitting, merging and dissolving; and the history of it all."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.history import Author
from shequ_api.base.places.history_models import TreeChange
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.places.router import AnyGrid, AnyPlace, OurGrid, OurPlace, places_by_ids
from shequ_api.base.places.schemas import GridView, PlaceView
from shequ_api.base.redrawing import (
    demolishing,
    dissolving,
    moving,
    queries,
    showing,
    splitting,
)
from shequ_api.base.redrawing.dissolution_schemas import Dissolution, DissolutionView
from shequ_api.base.redrawing.permissions import RedrawingPermission
from shequ_api.base.redrawing.schemas import (
    Demolition,
    DemolitionView,
    GridMerger,
    GridMove,
    GridMoveView,
    GridSplit,
    PlaceMove,
    PlaceMoveView,
    RedrawingView,
    TreeChangeView,
)
from shequ_api.base.registry import Registry
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["redrawing"])
Historian = Annotated[Actor, Depends(may(RedrawingPermission.VIEW_HISTORY))]
Mover = Annotated[Actor, Depends(may(RedrawingPermission.MOVE))]
Demolisher = Annotated[Actor, Depends(may(RedrawingPermission.DEMOLISH))]
Redrawer = Annotated[Actor, Depends(may(RedrawingPermission.REDRAW))]
TheRegistry = Annotated[Registry, Depends(part(Registry))]


async def once_our_place(place: AnyPlace, actor: AnyActor) -> Place:
    """A place in the actor's scope, demolished or not."""
    if not actor.covers(place):
        raise Absent
    return place


async def once_our_grid(grid: AnyGrid, actor: AnyActor) -> Grid:
    """A grid in the actor's scope, ended or not."""
    if not actor.covers(grid):
        raise Absent
    return grid


@router.get("/places/{place_id}/history")
async def list_place_changes(
    place: Annotated[Place, Depends(once_our_place)],
    _: Historian,
    session: Session,
    paging: ThePaging,
) -> Page[TreeChangeView]:
    """地点沿革: What happened to a place, and to the building and compound it is in; the newest
    first. The name on a day is that after the last change before."""
    lines = await queries.history_of_place(session, place)
    order = [TreeChange.changed_at, TreeChange.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[TreeChangeView(**row) for row in rows], next_cursor=cursor)


@router.get("/grids/{grid_id}/history")
async def list_grid_changes(
    grid: Annotated[Grid, Depends(once_our_grid)], _: Historian, session: Session, paging: ThePaging
) -> Page[TreeChangeView]:
    """网格沿革: What happened to a grid; the newest first."""
    lines, order = queries.history_of_grid(grid), [TreeChange.changed_at, TreeChange.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[TreeChangeView(**row) for row in rows], next_cursor=cursor)


@router.put("/places/{place_id}/parent")
async def move_place(
    draft: PlaceMove,
    place: OurPlace,
    actor: Mover,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> PlaceMoveView:
    """地点改隶: Let a compound lie in another community, a building in another compound, and so on,
    with all that is in it. Codes stay; what leaves its community leaves its grids."""
    parent = await session.get(Place, draft.parent_id)
    if parent is None or not actor.covers(parent):
        raise Absent
    author = Author(actor.person_id, exchange.now, draft.reason)
    moved = await moving.move_place(session, actor, place, parent, author=author)
    if draft.dry_run:
        exchange.discard()
    return PlaceMoveView(
        dry_run=draft.dry_run,
        place=PlaceView.model_validate(place),
        places=moved.places,
        rows=showing.moved_rows(moved.rows, showing.titles_of(registry)),
        postings=moved.postings,
        uncovered=moved.uncovered,
    )


@router.put("/grids/{grid_id}/parent")
async def move_grid(
    draft: GridMove,
    grid: OurGrid,
    actor: Mover,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> GridMoveView:
    """网格改隶: Let a micro-grid lie in another general grid of its community."""
    parent = await session.get(Grid, draft.parent_id)
    if parent is None or not actor.covers(parent):
        raise Absent
    author = Author(actor.person_id, exchange.now, draft.reason)
    moved = await moving.move_grid(session, actor, grid, parent, author=author)
    if draft.dry_run:
        exchange.discard()
    return GridMoveView(
        dry_run=draft.dry_run,
        grid=GridView.model_validate(grid),
        places=moved.places,
        rows=showing.moved_rows(moved.rows, showing.titles_of(registry)),
    )


@router.post("/places/{place_id}/demolition", status_code=201)
async def demolish_place(
    draft: Demolition,
    place: OurPlace,
    actor: Demolisher,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> DemolitionView:
    """地点撤销: End a place and all that is in it (拆迁). Homes and postings end, live codes are
    revoked; records stay, and open work there is still settled."""
    author = Author(actor.person_id, exchange.now, draft.reason)
    ended = await demolishing.demolish(session, actor, place, author=author)
    if draft.dry_run:
        exchange.discard()
    return DemolitionView(
        dry_run=draft.dry_run,
        place_id=place.id,
        places=ended.places,
        dwellings=ended.dwellings,
        residencies=ended.residencies,
        ended_postings=await showing.ended_offices(session, registry, ended.postings, exchange.now),
        remaining=showing.moved_rows(ended.remaining, showing.titles_of(registry)),
    )


@router.post("/grids/{grid_id}/split", status_code=201)
async def split_grid(
    draft: GridSplit,
    grid: OurGrid,
    actor: Redrawer,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> RedrawingView:
    """拆分微网格: End a micro-grid and put all that is in it into new ones, each dwelling into
    exactly one; or, as a dry run, show what would move."""
    wanted = [place_id for part in draft.parts for place_id in part.place_ids]
    found = {place.id: place for place in await places_by_ids(session, wanted)}
    parts = [
        splitting.Part(
            one.name,
            [found[place_id] for place_id in one.place_ids],
            one.posting_ids,
            one.position.point if one.position else None,
        )
        for one in draft.parts
    ]
    author = Author(actor.person_id, exchange.now, draft.reason)
    redrawn = await splitting.split(session, actor, grid, parts, author=author)
    if draft.dry_run:
        exchange.discard()
    return await showing.redrawing_view(
        session, registry, redrawn, now=exchange.now, dry_run=draft.dry_run
    )


@router.post("/grids/{grid_id}/dissolution", status_code=201)
async def dissolve_grid(
    draft: Dissolution,
    grid: OurGrid,
    actor: Redrawer,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> DissolutionView:
    """撤销网格: End a dedicated grid, or a general or micro-grid in which nothing lies. The
    postings at it end; what a dedicated grid looked after stays in its micro-grids."""
    author = Author(actor.person_id, exchange.now, draft.reason)
    gone = await dissolving.dissolve(session, actor, grid, author=author)
    if draft.dry_run:
        exchange.discard()
    return DissolutionView(
        dry_run=draft.dry_run,
        grid_id=grid.id,
        places=gone.places,
        ended_postings=await showing.ended_offices(session, registry, gone.postings, exchange.now),
    )


@router.post("/grids/merges", status_code=201)
async def merge_grids(
    draft: GridMerger,
    actor: Redrawer,
    session: Session,
    exchange: TheExchange,
    registry: TheRegistry,
) -> RedrawingView:
    """合并微网格: Let one new micro-grid take over from several of a community; or, as a dry run,
    show what would move."""
    found = await session.scalars(select(Grid).where(Grid.id.in_(draft.grid_ids)))
    grids = sorted(found, key=lambda grid: grid.code)
    parent = await session.get(Grid, draft.parent_id) if draft.parent_id else None
    known = len(grids) == len(set(draft.grid_ids)) and (parent is not None or not draft.parent_id)
    if not known or not all(actor.covers(one) for one in (*grids, *([parent] if parent else []))):
        raise Absent
    redrawn = await splitting.merge(
        session,
        actor,
        grids,
        name=draft.name,
        parent=parent,
        postings=_ids(draft.posting_ids),
        position=draft.position.point if draft.position else None,
        author=Author(actor.person_id, exchange.now, draft.reason),
    )
    if draft.dry_run:
        exchange.discard()
    return await showing.redrawing_view(
        session, registry, redrawn, now=exchange.now, dry_run=draft.dry_run
    )


def _ids(given: list[UUID] | None) -> set[UUID] | None:
    return None if given is None else set(given)
