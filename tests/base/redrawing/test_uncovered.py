"""Dwellings that nobody serves; where new grids are shown; and what a redrawing leaves behind."""

from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import CoordinateSystem, Grid
from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_BUILDING,
    OTHER_COMPOUND,
    Office,
)
from tests.base.redrawing.test_open_work import given
from tests.base.redrawing.test_splitting import halves
from tests.cast import NEIGHBOUR, Cast

WHO, LIST = "district_administrator", "/uncovered-dwellings"


async def uncovered(office: Office, who: str, **query: Any) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    page = await office.got(who, f"{LIST}?{asked}")
    codes = [str(one["code"]) for one in page["items"]]
    if page["next_cursor"]:
        codes += await uncovered(office, who, **query | {"cursor": page["next_cursor"]})
    return codes


async def test_a_move_leaves_dwellings_that_nobody_serves(office: Office) -> None:
    assert await uncovered(office, WHO) == []
    shown = await office.move(WHO, COMPOUND, NEIGHBOUR, dry_run=True)
    assert shown.json()["uncovered"] == 8
    assert await uncovered(office, WHO) == []
    moved = await office.move(WHO, COMPOUND, NEIGHBOUR)
    assert moved.json()["uncovered"] == 8
    found = await uncovered(office, "far_community_worker", limit=3)
    assert (len(found), found) == (8, sorted(found))
    assert set(DOORS) < set(found)
    assert await uncovered(office, "community_worker") == [], "no more theirs"
    refused = await office.ask("micro_grid_worker", "GET", LIST)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")

    grid = office.id(f"{NEIGHBOUR}-m01")
    body = {"place_ids": [office.id(BUILDING)]}
    done = await office.ask("far_community_worker", "PUT", f"/grids/{grid}/coverage", body)
    assert done.status_code == 200, done.text
    assert not set(DOORS) & set(await uncovered(office, "far_community_worker"))
    path = f"/places/{office.id(OTHER_BUILDING)}/demolition"
    assert (await office.ask(WHO, "POST", path, {"reason": "拆除"})).status_code == 201
    assert await uncovered(office, "far_community_worker") == [], "what stands no more wants nobody"


async def test_what_stays_in_its_community_stays_served(office: Office) -> None:
    moved = await office.move("community_worker", BUILDING, OTHER_COMPOUND)
    assert (moved.status_code, moved.json()["uncovered"]) == (200, 0)


async def test_the_list_stays_on_its_index(office: Office, session: AsyncSession) -> None:
    await office.move(WHO, COMPOUND, NEIGHBOUR)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    for column in ("community_id", "subdistrict_id", "district_id"):
        plan = await session.scalars(
            text(
                f"EXPLAIN SELECT code FROM places WHERE {column} = :it AND kind = 'dwelling'"
                " AND micro_grid_id IS NULL AND ended_at IS NULL ORDER BY code LIMIT 21"
            ),
            {"it": office.cast.places[NEIGHBOUR]},
        )
        told = "\n".join(plan)
        assert f"ix_places_{column}_uncovered" in told
        assert "Sort" not in told


async def shown_at(session: AsyncSession, answer: Any) -> list[tuple[Any, ...]]:
    ids = [one["grid"]["id"] for one in answer.json()["grids"]]
    found = select(Grid.longitude, Grid.latitude, Grid.coordinate_system).where(Grid.id.in_(ids))
    return [tuple(row) for row in await session.execute(found.order_by(Grid.code))]


async def test_new_grids_are_shown_on_the_map(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    gcj = CoordinateSystem.GCJ_02
    place = {"longitude": 104.1, "latitude": 30.7, "coordinate_system": gcj}
    old = update(Grid).where(Grid.id == cast.places[GRID])
    await session.execute(old.values(**place))
    await session.commit()
    given_point = {"longitude": 104.2, "latitude": 30.8}
    parts = halves(office)
    parts[1]["position"] = given_point
    split = await office.split("community_worker", GRID, *parts)
    assert split.status_code == 201, split.text
    assert await shown_at(session, split) == [(104.1, 30.7, gcj), (104.2, 30.8, "WGS-84")]
    merged = await office.merge("community_worker", NEXT_GRID, FAR_GRID, parent_id=None)
    assert merged.status_code == 422, "they have different general grids"
    general = office.id(f"{NEXT_GRID[:-3]}g01")
    merged = await office.merge("community_worker", NEXT_GRID, FAR_GRID, parent_id=general)
    assert await shown_at(session, merged) == [(104.128, 30.702, "WGS-84")]


async def test_a_redrawing_tells_whose_open_work_goes_where(office: Office) -> None:
    """Before it is done: what goes on in whose hands, and what goes back to be shared out."""
    for _ in range(2):
        await given(office, DOORS[0])
    await given(office, OTHER_BUILDING, "next_micro_worker")
    goes_on = await office.posting_of("next_micro_worker")
    shown = await office.merge(
        "community_worker", GRID, NEXT_GRID, posting_ids=[goes_on], dry_run=True
    )
    assert shown.status_code == 201, shown.text
    [carried], [ended] = shown.json()["carried_postings"], shown.json()["ended_postings"]
    assert carried["posting_id"] == goes_on
    for one, count in ((carried, 1), (ended, 2)):
        kinds = {kind["key"]: kind["count"] for kind in one["open_work"]}
        assert kinds["tickets"] == count, one
