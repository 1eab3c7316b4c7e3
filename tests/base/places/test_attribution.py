"""To what a point belongs, and why."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution_queries import closest
from shequ_api.base.places.boundary_queries import held_by_live_boundaries
from shequ_api.base.places.coordinates import Point, gcj_of
from shequ_api.base.places.models import CoordinateSystem, Place
from shequ_api.kit.clock import utc_now
from tests.base.places.drawing import EAST, NORTH, Board, polygon, ring
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.counting import Queries

METRE = 1 / 111_195
"""Degrees of latitude."""


@pytest.fixture
async def board(client: AsyncClient, cast: Cast, session: AsyncSession) -> AsyncIterator[Board]:
    """No place has a position yet."""
    nowhere = {"longitude": None, "latitude": None, "coordinate_system": None}
    await session.execute(update(Place).values(nowhere))
    await session.commit()
    yield Board(client, cast)


async def put(session: AsyncSession, place_id: UUID, point: Point) -> None:
    east, north, system = point
    where = {"longitude": east, "latitude": north, "coordinate_system": system}
    await session.execute(update(Place).where(Place.id == place_id).values(where))
    await session.commit()


def by(view: dict[str, Any], what: str) -> tuple[str | None, str | None]:
    found = view[what]
    return (found["code"], found["found_by"]) if found else (None, None)


async def test_boundaries_tell_most(board: Board) -> None:
    await board.draw(HOME, polygon(ring(0.01)), coordinate_system="GCJ-02")
    await board.draw(f"{HOME}-g01", polygon(ring(0.005)), coordinate_system="GCJ-02")
    await board.draw(f"{HOME}-m02", polygon(ring(0.002)), coordinate_system="GCJ-02")
    seen = await board.point(EAST, NORTH, coordinate_system="GCJ-02")
    assert by(seen, "community") == (HOME, "boundary")
    assert by(seen, "general_grid") == (f"{HOME}-g01", "boundary")
    assert by(seen, "micro_grid") == (f"{HOME}-m02", "boundary")
    assert (seen["compound"], seen["building"]) == (None, None)
    assert "300 米内没有已知位置的楼栋" in seen["explanations"]
    edge = await board.point(EAST + 0.0099, NORTH, coordinate_system="GCJ-02")
    assert by(edge, "community") == (HOME, "boundary")
    assert edge["micro_grid"] is None
    assert "不能确定微网格" in edge["explanations"]
    # The same numbers, meant in WGS-84, are drawn some 250 m further east.
    assert (await board.point(EAST + 0.0099, NORTH))["community"] is None


async def test_a_hole_is_outside_and_an_island_in_it_inside(board: Board) -> None:
    island = [ring(0.002)]
    shape = {"type": "MultiPolygon", "coordinates": [[ring(0.01), ring(0.004)], island]}
    assert (await board.draw(HOME, shape)).status_code == 200
    for away, found in ((0.0, HOME), (0.003, None), (0.005, HOME), (0.011, None)):
        seen = await board.point(EAST + away, NORTH)
        assert by(seen, "community")[0] == found, away


async def test_a_boundary_of_a_buildings_size_ends_where_it_is_drawn(board: Board) -> None:
    """In degrees, PostgreSQL takes what is a hundred metres off for what lies on the edge."""
    await board.draw(HOME, polygon(ring(0.01)))
    slanted = [[0, -4], [5, 0], [0, 4], [-5, 0], [0, -4]]
    shape = polygon([[EAST + x * 1e-4, NORTH + y * 1e-4] for x, y in slanted])
    assert (await board.draw(f"{HOME}-m01", shape)).status_code == 200
    for x, y, inside in ((0, 0, True), (2.4, 1.9, True), (2.6, 2.1, False), (4, 3, False)):
        seen = await board.point(EAST + x * 1e-4, NORTH + y * 1e-4)
        assert (seen["micro_grid"] is not None) is inside, (x, y)


async def test_a_micro_grid_alone_tells_what_is_above_it(board: Board) -> None:
    await board.draw(f"{HOME}-m01", polygon(ring(0.002)))
    seen = await board.point(EAST, NORTH)
    assert by(seen, "micro_grid") == (f"{HOME}-m01", "boundary")
    assert by(seen, "general_grid") == (f"{HOME}-g01", "above")
    assert by(seen, "community") == (HOME, "above")


async def test_the_nearest_building_tells_where_no_boundary_does(
    board: Board, session: AsyncSession
) -> None:
    """One position is stored as receivers say it, the other as maps draw it."""
    near, far = board.cast.places[f"{HOME}-c1-b2"], board.cast.places[f"{HOME}-c1-b1"]
    drawn = gcj_of((EAST, NORTH + 40 * METRE))
    await put(session, near, Point(*drawn, CoordinateSystem.GCJ_02))
    await put(session, far, Point(EAST, NORTH - 60 * METRE))
    seen = await board.point(EAST, NORTH)
    assert by(seen, "building") == (f"{HOME}-c1-b2", "nearest")
    assert seen["building"]["distance_metres"] == pytest.approx(40, abs=0.2)
    assert by(seen, "micro_grid") == (f"{HOME}-m02", "nearest")
    assert by(seen, "general_grid") == (f"{HOME}-g01", "nearest")
    assert by(seen, "community") == (HOME, "nearest")
    assert "按最近的" in seen["community"]["explanation"]
    same = await board.point(*gcj_of((EAST, NORTH)), coordinate_system="GCJ-02")
    assert same["building"] == seen["building"]
    edge = await board.point(EAST, NORTH + 339 * METRE)
    assert edge["building"]["distance_metres"] == pytest.approx(299, abs=0.2)
    beyond = await board.point(EAST, NORTH + 342 * METRE)
    assert beyond["building"] is beyond["community"] is None


async def test_a_compound_tells_the_community_and_never_a_grid(
    board: Board, session: AsyncSession
) -> None:
    await put(session, board.cast.places[f"{HOME}-c1"], Point(EAST, NORTH))
    seen = await board.point(EAST, NORTH)
    assert by(seen, "community") == (HOME, "nearest")
    assert seen["micro_grid"] is seen["general_grid"] is None


async def test_what_is_near_in_another_community_is_told_and_not_followed(
    board: Board, session: AsyncSession
) -> None:
    await board.draw(HOME, polygon(ring(0.01)))
    await put(session, board.cast.places[f"{NEIGHBOUR}-c1-b1"], Point(EAST, NORTH))
    seen = await board.point(EAST, NORTH)
    assert by(seen, "community") == (HOME, "boundary")
    assert by(seen, "building") == (f"{NEIGHBOUR}-c1-b1", "nearest")
    assert seen["micro_grid"] is None
    assert any("属于另一个社区" in line for line in seen["explanations"])


async def test_overlapping_neighbours_are_a_doubt(board: Board) -> None:
    await board.draw(HOME, polygon(ring(0.01)))
    await board.draw(NEIGHBOUR, polygon(ring(0.01)), who="far_community_worker")
    seen = await board.point(EAST, NORTH)
    assert by(seen, "community") == (min(HOME, NEIGHBOUR), "boundary")
    assert any("请人工确认社区" in line for line in seen["explanations"])


async def test_what_ended_holds_nothing(board: Board, session: AsyncSession) -> None:
    await board.draw(f"{HOME}-c1", polygon(ring(0.002)))
    building = board.cast.places[f"{HOME}-c1-b1"]
    await put(session, building, Point(EAST, NORTH))
    assert by(await board.point(EAST, NORTH), "compound") == (f"{HOME}-c1", "boundary")
    for place_id in (building, board.cast.places[f"{HOME}-c1"]):
        ended = update(Place).where(Place.id == place_id).values(ended_at=utc_now())
        await session.execute(ended)
    await session.commit()
    seen = await board.point(EAST, NORTH)
    assert seen["compound"] is seen["building"] is seen["community"] is None


async def test_it_asks_little(board: Board, session: AsyncSession, queries: Queries) -> None:
    await board.draw(HOME, polygon(ring(0.01)))
    await put(session, board.cast.places[f"{HOME}-c1-b1"], Point(EAST, NORTH))
    with queries() as seen:
        await board.point(EAST, NORTH)
    assert len([one for one in seen if " places" in one or " grids" in one]) <= 6, seen


async def plan_of(session: AsyncSession, statement: Any) -> str:
    """How the database would look for it if there were too many rows to read them all."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it bare
    asked = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    explained = f"EXPLAIN {asked}".replace("%%", "%")
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    return "\n".join((await session.scalars(text(explained))).all())


async def test_what_is_near_is_found_by_the_index_on_positions(session: AsyncSession) -> None:
    for system in CoordinateSystem:
        plan = await plan_of(session, closest((EAST, NORTH), system))
        assert "ix_places_position" in plan, plan


async def test_boundaries_are_found_by_the_index_on_rings(session: AsyncSession) -> None:
    # Of an empty table, walking the whole of another index costs the same; a bitmap asks it.
    await session.execute(text("SET LOCAL enable_indexscan = off"))
    plan = await plan_of(session, select(held_by_live_boundaries((EAST, NORTH))))
    assert "ix_boundary_rings_ring" in plan, plan
