"""Drawing boundaries over HTTP: what is refused, what is kept, what others see."""

import math
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.boundary_models import Boundary, BoundaryRing
from shequ_api.base.places.coordinates import gcj_of
from tests.base.places.drawing import API, EAST, NORTH, Board, polygon, ring
from tests.cast import HOME, NEIGHBOUR, Cast

BOW_TIE = [[104.1, 30.7], [104.2, 30.8], [104.2, 30.7], [104.1, 30.8], [104.1, 30.7]]
CIRCLE = [
    [
        EAST + 0.01 * math.cos(turn * math.tau / 2_000),
        NORTH + 0.01 * math.sin(turn * math.tau / 2_000),
    ]
    for turn in range(2_000)
]


@pytest.fixture
def board(client: AsyncClient, cast: Cast) -> Board:
    return Board(client, cast)


async def kept(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(Boundary)) or 0)


async def test_a_boundary_is_kept_as_given_and_shown_in_either_system(board: Board) -> None:
    given = polygon(ring(0.01), ring(0.002))
    answer = await board.draw(HOME, given, coordinate_system="GCJ-02")
    assert answer.status_code == 200, answer.text
    view = answer.json()
    assert (view["geometry"], view["coordinate_system"]) == (given, "GCJ-02")
    side = math.radians(0.02) * 6_371_008.8
    square = side * side * math.cos(math.radians(NORTH))
    assert view["area_square_metres"] == pytest.approx(square * (1 - 0.04), rel=1e-2)
    as_stored = await board.look(board.path(HOME), coordinate_system="GCJ-02")
    assert as_stored.json()["geometry"] == given
    plain = (await board.look(board.path(HOME))).json()
    assert (plain["coordinate_system"], plain["given_coordinate_system"]) == ("WGS-84", "GCJ-02")
    for before, after in zip(
        given["coordinates"][0], plain["geometry"]["coordinates"][0], strict=True
    ):
        assert gcj_of((after[0], after[1])) == pytest.approx(tuple(before), abs=1e-9)


async def test_a_new_one_ends_the_former_and_the_same_is_no_news(
    board: Board, session: AsyncSession
) -> None:
    first = (await board.draw(HOME, polygon(ring(0.01)))).json()
    again = (await board.draw(HOME, polygon(ring(0.01)))).json()
    assert again == first
    second = (await board.draw(HOME, polygon(ring(0.02)), who="grid_chief")).json()
    assert second["id"] != first["id"]
    path = board.path(HOME)
    assert (await board.look(path)).json()["id"] == second["id"]
    history = (await board.look(path.replace("/boundary", "/boundaries"))).json()["items"]
    assert [line["id"] for line in history] == [second["id"], first["id"]]
    assert history[0]["ended_at"] is None
    assert history[1]["ended_at"] == second["drawn_at"]
    assert await kept(session) == 2


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (polygon([*ring(0.01)[:-1], [104.13, 30.7]]), "open"),
        (polygon(BOW_TIE), "crossing"),
        (polygon(ring(0.01), ring(0.02)), "crossing"),  # the hole holds the shell
        (polygon(ring(0.02), ring(0.005), ring(0.006)), "crossing"),  # a hole in a hole
        (polygon([[104.1, 30.7]] * 4), "crossing"),
        (polygon([[104.1, 30.7], [104.2, 30.7], [104.3, 30.7], [104.1, 30.7]]), "crossing"),
        (
            {"type": "MultiPolygon", "coordinates": [[ring(0.01)], [ring(0.02)]]},
            "crossing",
        ),
        (polygon([[north, east] for east, north in ring(0.01)]), "far_away"),
        (polygon(ring(0.000001)), "area"),
        (polygon(ring(3.0)), "area"),
        ({"type": "MultiPolygon", "coordinates": [[CIRCLE], [CIRCLE]]}, "too_many"),
    ],
)
async def test_what_is_no_boundary_is_refused_with_the_reason(
    board: Board, session: AsyncSession, geometry: dict[str, Any], reason: str
) -> None:
    answer = await board.draw(HOME, geometry)
    assert (answer.status_code, answer.json()["code"]) == (422, "boundary_unfit"), answer.text
    assert answer.json()["reason"] == reason
    assert await kept(session) == 0


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [104.1, 30.7]},
        polygon(ring(0.01)[:3]),
        polygon([[104.1, 30.7, 500.0]] * 4),
        {"type": "Polygon", "coordinates": [[["104.1", "30.7"]] * 4]},
        polygon([[1e308, 30.7]] * 4),
        polygon(),
        {**polygon(ring(0.01)), "crs": "EPSG:4326"},
    ],
)
async def test_what_is_no_geojson_is_malformed(board: Board, geometry: dict[str, Any]) -> None:
    assert (await board.draw(HOME, geometry)).status_code == 422


async def test_a_boundary_of_two_thousand_corners_stands(board: Board) -> None:
    closed = [*CIRCLE[:-1], CIRCLE[0]]
    answer = await board.draw(HOME, polygon(closed))
    assert answer.status_code == 200, answer.text
    side = math.radians(0.01) * 6_371_008.8
    circle = math.pi * side * side * math.cos(math.radians(NORTH))
    assert answer.json()["area_square_metres"] == pytest.approx(circle, rel=1e-2)


async def test_a_grid_lies_in_its_community_but_for_a_sliver(board: Board) -> None:
    """Where no boundary of the community is known, there is nothing to hold it against."""
    grid = f"{HOME}-m01"
    assert (await board.draw(grid, polygon(ring(0.01)))).status_code == 200
    await board.draw(HOME, polygon(ring(0.01), ring(0.004)))
    hole = await board.draw(grid, polygon(ring(0.003)))
    assert (hole.status_code, hole.json()["outside_share"]) == (422, 1.0)
    beyond = await board.draw(grid, polygon(ring(0.001, east=EAST + 0.01)))
    assert (beyond.status_code, beyond.json()["code"]) == (422, "boundary_outside")
    assert beyond.json()["outside_share"] == pytest.approx(0.5, abs=0.01)
    sliver = polygon(ring(0.001, east=EAST + 0.00901))
    assert (await board.draw(grid, sliver)).status_code == 200
    compound = await board.draw(f"{HOME}-c1", polygon(ring(0.003)))
    assert compound.json()["code"] == "boundary_outside"


async def test_who_draws_and_who_looks(board: Board, session: AsyncSession) -> None:
    square = polygon(ring(0.01))
    for who, code, status in (
        ("community_worker", NEIGHBOUR, 404),
        ("far_community_worker", f"{HOME}-m01", 404),
        ("subdistrict_administrator", NEIGHBOUR, 404),
        ("general_grid_worker", f"{HOME}-g01", 403),
        ("committee_member", f"{HOME}-c1", 403),
        ("resident", HOME, 404),
        ("city_administrator", HOME, 403),
        ("grid_chief", f"{HOME}-m01", 200),
        ("subdistrict_administrator", f"{HOME}-g01", 200),
        ("district_administrator", NEIGHBOUR, 200),
    ):
        answer = await board.draw(code, square, who=who)
        assert answer.status_code == status, (who, code, answer.text)
    unit = board.cast.places[f"{HOME}-c1-b1-u1"]
    headers = await board.cast.headers("community_worker")
    body = {"geometry": square, "source": "x"}
    refused = await board.client.put(f"{API}/places/{unit}/boundary", json=body, headers=headers)
    assert refused.json()["code"] == "no_boundary_here"
    none = await board.look(board.path(f"{HOME}-c1"))
    assert (none.status_code, none.json()["code"]) == (404, "boundary_unknown")
    assert (await board.look(board.path(f"{HOME}-m01"), who="newcomer")).status_code == 200


async def test_rings_are_laid_out_open_for_the_index(board: Board, session: AsyncSession) -> None:
    await board.draw(HOME, polygon(ring(0.01), ring(0.002)))
    rings = (await session.scalars(select(BoundaryRing).order_by(BoundaryRing.number))).all()
    assert [len(list(one.ring)) for one in rings] == [4, 4]
