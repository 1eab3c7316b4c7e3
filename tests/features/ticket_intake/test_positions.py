"""A ticket finds its place by a position; what is not certain waits for the community."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.coordinates import gcj_of
from shequ_api.features.ticket_intake.expiring import coarsen
from shequ_api.features.ticket_intake.models import TicketPosition
from shequ_api.kit.clock import utc_now
from tests.base.places.drawing import EAST, NORTH
from tests.cast import HOME, NEIGHBOUR
from tests.counting import Queries
from tests.features.ticket_intake.ground import AWAY, METRE, Ground, at, code_of

WEST = EAST - 0.002
"""The middle of m01."""


async def test_a_boundary_gives_it_to_the_micro_grid_as_maps_draw_it(ground: Ground) -> None:
    drawn = gcj_of((WEST, NORTH))
    ticket = await ground.filed(position=at(*drawn, coordinate_system="GCJ-02", accuracy_metres=20))
    assert ticket["awaits_place"] is False
    assert ticket["id"] in await ground.listed("micro_grid_worker", "scope")
    assert ticket["id"] in await ground.listed("general_grid_worker", "scope")
    assert ticket["id"] not in await ground.listed("next_micro_worker", "scope")
    assert ticket["id"] not in await ground.listed("community_worker", "triage")
    told = await ground.attribution(ticket, "community_worker")
    (found,) = told["findings"]
    assert (found["found_by"], found["certain"]) == ("boundary", True)
    assert code_of(ground, found["micro_grid_id"]) == f"{HOME}-m01"
    assert found["doubts"] == []
    assert any("的边界内" in one for one in found["explanations"])
    # Kept as it was given, and named.
    assert told["position"]["longitude"] == drawn[0]
    assert told["position"]["coordinate_system"] == "GCJ-02"


async def test_the_building_beside_it_is_its_place(ground: Ground) -> None:
    await ground.put(f"{HOME}-c1-b1", WEST, NORTH + 30 * METRE)
    near = await ground.filed(position=at(WEST, accuracy_metres=10))
    assert code_of(ground, near["place_id"]) == f"{HOME}-c1-b1"
    # Further off it only tells the grid; in another grid's boundary it tells nothing.
    await ground.put(f"{HOME}-c1-b1", WEST, NORTH + 60 * METRE)
    far = await ground.filed(position=at(WEST, accuracy_metres=10))
    assert code_of(ground, far["place_id"]) == HOME
    assert far["id"] in await ground.listed("micro_grid_worker", "scope")
    await ground.put(f"{HOME}-c1-b2", WEST, NORTH - 10 * METRE)
    other = await ground.filed(position=at(WEST, accuracy_metres=10))
    assert code_of(ground, other["place_id"]) == HOME
    assert other["id"] in await ground.listed("micro_grid_worker", "scope")


@pytest.mark.parametrize(
    ("east", "accuracy", "doubt"),
    [
        (EAST - 10 * METRE, 40, "跨过"),  # so near m02 that it may be there
        (WEST, 500, "过大"),
        (EAST + 0.006, 5, "不能确定微网格"),  # in the community, in no known grid
        (EAST + 0.0099, 90, "跨过"),
    ],
)
async def test_what_is_doubtful_waits_at_the_community(
    ground: Ground, east: float, accuracy: float, doubt: str
) -> None:
    ticket = await ground.filed(position=at(east, accuracy_metres=accuracy))
    assert ticket["awaits_place"] is True
    assert code_of(ground, ticket["place_id"]) == HOME
    assert ticket["id"] in await ground.listed("community_worker", "triage")
    assert ticket["id"] not in await ground.listed("micro_grid_worker", "scope")
    (found,) = (await ground.attribution(ticket))["findings"]
    assert found["certain"] is False
    assert any(doubt in one for one in found["doubts"]), found["doubts"]
    if accuracy == 40:
        assert code_of(ground, found["likely_micro_grid_id"]) == f"{HOME}-m01"


async def test_it_belongs_where_it_is_not_where_the_reporter_lives(ground: Ground) -> None:
    ticket = await ground.filed(position=at(EAST + AWAY))
    assert code_of(ground, ticket["place_id"]) == NEIGHBOUR
    assert ticket["id"] in await ground.listed("far_community_worker", "triage")
    assert ticket["id"] not in await ground.listed("community_worker", "scope")


async def test_where_nothing_is_known_it_goes_home_else_it_says_what_to_add(ground: Ground) -> None:
    nowhere = at(103.0, 29.0)
    home = await ground.filed(position=nowhere)
    assert (code_of(ground, home["place_id"]), home["awaits_place"]) == (HOME, True)
    (found,) = (await ground.attribution(home))["findings"]
    assert found["found_by"] == "home"
    assert found["doubts"] == ["这个位置附近没有已建档的社区"]
    for draft in ({"position": nowhere}, {}):
        answer = await ground.file("newcomer", **draft)
        assert (answer.status_code, answer.json()["code"]) == (422, "place_needed")
        assert {each["pointer"] for each in answer.json()["errors"]} == {"/place_id", "/position"}
        assert "路灯" not in answer.text
    added = await ground.filed("newcomer", position=at(WEST))
    assert added["id"] in await ground.listed("newcomer", "reported")


async def test_a_chosen_place_rules_and_a_far_position_is_a_doubt(ground: Ground) -> None:
    await ground.put(f"{HOME}-c1-b1", WEST, NORTH)
    chosen = ground.id(f"{HOME}-c1-b1")
    for position, doubts in (
        (at(WEST, NORTH + 200 * METRE), 0),
        (at(WEST, NORTH + 700 * METRE, accuracy_metres=30), 1),
        (at(EAST + AWAY), 2),
    ):
        ticket = await ground.filed(place_id=chosen, position=position)
        assert (ticket["place_id"], ticket["awaits_place"]) == (chosen, False)
        (found,) = (await ground.attribution(ticket))["findings"]
        assert (found["found_by"], len(found["doubts"])) == ("chosen", doubts), found


@pytest.mark.parametrize(
    "position",
    [
        {"longitude": 104.1},
        at(200.0),
        at(accuracy_metres=-1),
        at(accuracy_metres=float("1e9")),
        at(coordinate_system="BD-09"),
        at(altitude=3),
    ],
)
async def test_no_position_at_all_is_refused(ground: Ground, position: dict[str, object]) -> None:
    answer = await ground.file(position=position)
    assert answer.status_code == 422, answer.text


async def test_the_position_is_for_those_who_know_the_reporter(ground: Ground) -> None:
    ticket = await ground.filed(position=at(WEST), private=True)
    assert (await ground.attribution(ticket))["position"] is not None
    assert (await ground.attribution(ticket, "micro_grid_worker"))["position"] is not None
    for stranger in ("same_building", "far_community_worker", "partner"):
        hidden = await ground.ask(stranger, "GET", f"/tickets/{ticket['id']}/attribution")
        assert hidden.status_code == 404
        assert str(WEST) not in hidden.text


async def test_an_old_position_says_about_where(ground: Ground, session: AsyncSession) -> None:
    ticket = await ground.filed(position=at(104.12345, 30.70123, accuracy_metres=12))
    await ground.filed(position=at(WEST))
    long_ago = utc_now() - timedelta(days=181)
    old = update(TicketPosition).where(TicketPosition.ticket_id == ticket["id"])
    await session.execute(old.values(received_at=long_ago))
    assert await coarsen(session, utc_now(), timedelta(days=180), 100) == 1
    assert await coarsen(session, utc_now(), timedelta(days=180), 100) == 0
    await session.commit()
    session.expire_all()
    rows = {str(row.ticket_id): row for row in await session.scalars(select(TicketPosition))}
    about = rows.pop(ticket["id"])
    assert (about.longitude, about.latitude, about.accuracy_metres) == (104.12, 30.7, 1000)
    assert [row.longitude for row in rows.values()] == [WEST]
    assert (await ground.attribution(ticket))["place_id"] == ticket["place_id"]


async def test_it_asks_little(ground: Ground, queries: Queries) -> None:
    await ground.filed(position=at(WEST, accuracy_metres=10))
    with queries() as seen:
        await ground.filed(position=at(WEST, accuracy_metres=10))
    assert len(seen) <= 40, seen
