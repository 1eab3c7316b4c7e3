"""Founding compounds and drawing grids over HTTP."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, NEIGHBOUR, Cast

API = "/api/v1"


def compound(local_code: str = "9", **change: Any) -> dict[str, Any]:
    building = {
        "local_code": "1",
        "name": "1栋",
        "units": 2,
        "floors": 3,
        "dwellings_per_floor": 2,
    }
    return {"local_code": local_code, "name": "新苑", "buildings": [building], **change}


async def test_a_compound_stands_with_all_that_is_in_it(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    url = f"{API}/places/{cast.places[HOME]}/compounds"
    made = await client.post(url, json=compound(), headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["code"] == f"{HOME}-c9"
    inside = select(func.count()).where(Place.compound_id == made.json()["id"])
    assert await session.scalar(inside) == 1 + 1 + 2 + 12
    dwelling = select(Place).where(Place.code == f"{HOME}-c9-b1-u2-d302")
    found = (await session.scalars(dwelling)).one()
    assert found.full_name == "新苑1栋2单元302号"
    again = await client.post(url, json=compound(), headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "place_code_taken")


async def test_a_compound_has_a_bound(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """Each field within its own bound, and all together millions of dwellings."""
    headers = await cast.headers("community_worker")
    url = f"{API}/places/{cast.places[HOME]}/compounds"
    size = {"units": 20, "floors": 99, "dwellings_per_floor": 40}
    huge = [{"local_code": str(number), "name": f"{number}栋", **size} for number in range(60)]
    before = await session.scalar(select(func.count()).select_from(Place))
    refused = await client.post(url, json=compound(buildings=huge), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "layout_too_large")
    assert await session.scalar(select(func.count()).select_from(Place)) == before


async def test_a_large_compound_stands(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    url = f"{API}/places/{cast.places[HOME]}/compounds"
    tower = {"local_code": "1", "name": "1栋", "units": 6}
    full = [tower | {"floors": 83, "dwellings_per_floor": 10}]
    made = await client.post(url, json=compound(buildings=full), headers=headers)
    assert made.status_code == 201, made.text
    inside = select(func.count()).where(Place.compound_id == made.json()["id"])
    assert await session.scalar(inside) == 1 + 1 + 6 * (1 + 83 * 10) <= 5000


async def test_only_ones_own_community_is_changed(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("community_worker")
    foreign = f"{API}/places/{cast.places[NEIGHBOUR]}/compounds"
    assert (await client.post(foreign, json=compound(), headers=headers)).status_code == 404
    own = f"{API}/places/{cast.places[HOME]}/compounds"
    worker = await cast.headers("general_grid_worker")
    assert (await client.post(own, json=compound(), headers=worker)).status_code in {403, 404}
    inside = f"{API}/places/{cast.places[f'{HOME}-c1']}/compounds"
    unfit = await client.post(inside, json=compound(), headers=headers)
    assert (unfit.status_code, unfit.json()["code"]) == (422, "not_a_community")


async def test_grids_hang_together_and_cover_whole_buildings(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    draft = {"community_id": str(cast.places[HOME]), "kind": "micro_grid", "name": "新微网格"}
    for parent, status in ((None, 422), (f"{HOME}-z01", 422), (f"{NEIGHBOUR}-g01", 422)):
        body = draft | ({"parent_id": str(cast.places[parent])} if parent else {})
        answer = await client.post(f"{API}/grids", json=body, headers=headers)
        assert answer.status_code == status, parent
    body = draft | {"parent_id": str(cast.places[f"{HOME}-g02"])}
    grid = (await client.post(f"{API}/grids", json=body, headers=headers)).json()
    assert grid["code"] == f"{HOME}-m04"
    building = cast.places[f"{HOME}-c1-b1"]
    covered = await client.put(
        f"{API}/grids/{grid['id']}/coverage",
        json={"building_ids": [str(building)]},
        headers=headers,
    )
    assert covered.json()["places"] == 1 + 1 + 4
    inside = select(Place.micro_grid_id, Place.general_grid_id).distinct()
    found = (await session.execute(inside.where(Place.building_id == building))).all()
    assert [tuple(row) for row in found] == [(_id(grid), cast.places[f"{HOME}-g02"])]
    foreign = {"building_ids": [str(cast.places[f"{NEIGHBOUR}-c1-b1"])]}
    refused = await client.put(f"{API}/grids/{grid['id']}/coverage", json=foreign, headers=headers)
    assert refused.json()["code"] == "not_in_grid_community"


async def test_an_ended_building_is_not_covered(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    building = await session.get_one(Place, cast.places[f"{HOME}-c1-b1"])
    building.ended_at = utc_now()
    await session.flush()
    answer = await client.put(
        f"{API}/grids/{cast.places[f'{HOME}-m02']}/coverage",
        json={"building_ids": [str(building.id)]},
        headers=await cast.headers("community_worker"),
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "place_ended")


def _id(grid: dict[str, Any]) -> UUID:
    return UUID(grid["id"])


async def test_places_are_walked_from_the_province_down(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("newcomer")
    top = (await client.get(f"{API}/places", headers=headers)).json()["items"]
    assert [place["name"] for place in top] == ["四川省"]
    cities = await client.get(f"{API}/places", params={"parent_id": top[0]["id"]}, headers=headers)
    city = cities.json()["items"][0]
    found: list[str] = []
    cursor = None
    while True:
        params = {"parent_id": city["id"], "limit": 7} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/places", params=params, headers=headers)).json()
        found += [place["code"] for place in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 20
    assert found == sorted(found)
    assert (await client.get(f"{API}/places/{top[0]['id']}", headers=headers)).status_code == 200
    grids = await client.get(
        f"{API}/grids", params={"community_id": str(cast.places[HOME])}, headers=headers
    )
    assert len(grids.json()["items"]) == 6


async def test_a_worker_lists_the_dwellings_of_their_grid(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("micro_grid_worker")
    query = {"micro_grid_id": str(cast.places[f"{HOME}-m01"])}
    answer = await client.get(f"{API}/places", params=query, headers=headers)
    codes = [place["code"] for place in answer.json()["items"]]
    assert codes == [f"{HOME}-c1-b1-u1-d{door}" for door in (101, 102, 201, 202)]
