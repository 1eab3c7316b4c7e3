"""Which grid looks after what: one micro-grid for each dwelling, dedicated ones beside it."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid, Place
from tests.cast import HOME, NEIGHBOUR, Cast

API = "/api/v1"
COMPOUND = f"{HOME}-c1"
BUILDING = f"{COMPOUND}-b1"
DOOR = f"{BUILDING}-u1-d101"
ABOVE = [f"{BUILDING}-u1", BUILDING, COMPOUND]


async def put(client: AsyncClient, cast: Cast, path: str, **body: Any) -> Response:
    headers = await cast.headers("community_worker")
    return await client.put(f"{API}/grids/{path}", json=body, headers=headers)


async def cover(client: AsyncClient, cast: Cast, grid: str, *codes: str) -> int:
    ids = [str(cast.places[code]) for code in codes]
    answer = await put(client, cast, f"{cast.places[grid]}/coverage", place_ids=ids)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["places"])


async def grids(session: AsyncSession, *codes: str) -> list[UUID | None]:
    found = select(Place.code, Place.micro_grid_id).where(Place.code.in_(codes))
    by_code = {row.code: row.micro_grid_id for row in (await session.execute(found)).all()}
    return [by_code[code] for code in codes]


async def test_a_building_is_shared_by_its_doors(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    one, two = (cast.places[f"{HOME}-m0{number}"] for number in (1, 2))
    assert await cover(client, cast, f"{HOME}-m02", DOOR) == 1
    assert await grids(session, DOOR, f"{BUILDING}-u1-d102", *ABOVE) == [two, one, None, None, None]
    generals = select(Place.general_grid_id).where(Place.code.in_(ABOVE)).distinct()
    assert (await session.scalars(generals)).all() == [cast.places[f"{HOME}-g01"]]
    # Covered once more, nothing changes; with the whole building back, they agree again.
    assert await cover(client, cast, f"{HOME}-m02", DOOR) == 0
    assert await cover(client, cast, f"{HOME}-m02", BUILDING) == 3 + 2
    assert await grids(session, DOOR, *ABOVE) == [two] * 4
    assert await cover(client, cast, f"{HOME}-m01", f"{BUILDING}-u1") == 5
    # A building whose only unit is of a grid is of it too.
    assert await grids(session, *ABOVE) == [one, one, None]
    assert await cover(client, cast, f"{HOME}-m03", COMPOUND, DOOR) == 13


async def test_more_buildings_of_a_compound_join_its_grid(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    shape = {"units": 2, "floors": 1, "dwellings_per_floor": 2}
    draft = {"buildings": [{"local_code": "9", "name": "9栋", **shape}]}
    for compound, grid in ((f"{HOME}-c2", f"{HOME}-m03"), (COMPOUND, None)):
        path = f"{API}/places/{cast.places[compound]}/buildings"
        made = await client.post(path, json=draft, headers=headers)
        assert made.status_code == 201, made.text
        assert [one["code"] for one in made.json()["buildings"]] == [f"{compound}-b9"]
        wanted = cast.places[grid] if grid else None
        assert await grids(session, f"{compound}-b9-u2-d102", compound) == [wanted, wanted]
        again = await client.post(path, json=draft, headers=headers)
        assert (again.status_code, again.json()["code"]) == (409, "place_code_taken")
    elsewhere = f"{API}/places/{cast.places[BUILDING]}/buildings"
    unfit = await client.post(elsewhere, json=draft, headers=headers)
    assert (unfit.status_code, unfit.json()["code"]) == (422, "not_a_compound")


@pytest.mark.parametrize(
    "body",
    [{}, {"place_ids": []}, {"place_ids": [DOOR], "building_ids": [DOOR]}, {"place_ids": ["x"]}],
)
async def test_one_list_is_sent(client: AsyncClient, cast: Cast, body: dict[str, Any]) -> None:
    ids = {key: [str(cast.places.get(code, code)) for code in codes] for key, codes in body.items()}
    answer = await put(client, cast, f"{cast.places[f'{HOME}-m01']}/coverage", **ids)
    assert answer.status_code == 422


async def test_a_dedicated_grid_overlaps(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("community_worker")
    draft = {"community_id": str(cast.places[HOME]), "kind": "dedicated_grid", "name": "商场"}
    mall = (await client.post(f"{API}/grids", json=draft, headers=headers)).json()
    covered = await put(
        client, cast, f"{mall['id']}/coverage", place_ids=[str(cast.places[BUILDING])]
    )
    assert (covered.status_code, covered.json()["code"]) == (422, "grid_kind_unfit")
    ids = [str(cast.places[code]) for code in (BUILDING, f"{HOME}-c2")]
    given = await put(client, cast, f"{mall['id']}/places", place_ids=ids)
    assert [one["code"] for one in given.json()["places"]] == [BUILDING, f"{HOME}-c2"]
    door = (await client.get(f"{API}/places/{cast.places[DOOR]}", headers=headers)).json()
    assert [one["name"] for one in door["dedicated_grids"]] == ["商场"]
    assert door["micro_grid_id"] == str(cast.places[f"{HOME}-m01"])
    beside = await client.get(f"{API}/places/{cast.places[f'{COMPOUND}-b2']}", headers=headers)
    assert beside.json()["dedicated_grids"] == []
    foreign = await put(
        client, cast, f"{mall['id']}/places", place_ids=[str(cast.places[f"{NEIGHBOUR}-c1"])]
    )
    assert foreign.json()["code"] == "not_in_grid_community"
    emptied = await put(client, cast, f"{mall['id']}/places", place_ids=[])
    assert emptied.json()["places"] == []
    micro = await put(client, cast, f"{cast.places[f'{HOME}-m01']}/places", place_ids=ids)
    assert micro.json()["code"] == "grid_kind_unfit"


async def test_numbers_follow_the_highest_ever_given(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await session.execute(update(Grid).where(Grid.code == f"{HOME}-m02").values(code=f"{HOME}-m99"))
    await session.commit()
    headers = await cast.headers("community_worker")
    body = {
        "community_id": str(cast.places[HOME]),
        "kind": "micro_grid",
        "name": "新",
        "parent_id": str(cast.places[f"{HOME}-g01"]),
    }
    codes = [
        (await client.post(f"{API}/grids", json=body, headers=headers)).json()["code"]
        for _ in range(2)
    ]
    assert codes == [f"{HOME}-m100", f"{HOME}-m101"]
