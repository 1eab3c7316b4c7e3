"""A door that was missed is added to the building that stands."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tests.base.places.test_coverage import API, BUILDING, COMPOUND, grids
from tests.cast import HOME, Cast

UNIT = f"{BUILDING}-u1"
FLAT = {"local_code": "101a", "name": "101A号"}


async def add(client: AsyncClient, cast: Cast, code: str, what: str, *doors: Any) -> Response:
    headers = await cast.headers("community_worker")
    path = f"{API}/places/{cast.places[code]}/{what}"
    return await client.post(path, json={"doors": list(doors)}, headers=headers)


async def test_a_flat_becomes_two(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    made = await add(client, cast, UNIT, "dwellings", FLAT, {"local_code": "103", "name": "103号"})
    assert made.status_code == 201, made.text
    flat, _ = made.json()["doors"]
    assert (flat["code"], flat["kind"]) == (f"{UNIT}-d101a", "dwelling")
    assert flat["full_name"].endswith("1单元101A号")
    assert await grids(session, f"{UNIT}-d101a") == await grids(session, f"{UNIT}-d101")
    # What was entered can be lived in.
    claim = {"dwelling_id": flat["id"], "belonging": "tenant", "starts_on": "2026-01-01"}
    headers = await cast.headers("newcomer")
    claimed = await client.post(f"{API}/me/residencies", json=claim, headers=headers)
    assert claimed.status_code == 201, claimed.text


async def test_a_shop_front_lies_in_the_building(client: AsyncClient, cast: Cast) -> None:
    shop = {"local_code": "s1", "name": "底商1号"}
    made = await add(client, cast, BUILDING, "dwellings", shop)
    assert made.json()["doors"][0]["code"] == f"{BUILDING}-ds1"
    unit = await add(client, cast, BUILDING, "units", {"local_code": "9", "name": "9单元"})
    assert unit.json()["doors"][0]["kind"] == "unit"


async def test_nothing_is_added_twice_nor_where_it_cannot_lie(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    twice = await add(
        client, cast, UNIT, "dwellings", {"local_code": "199", "name": "新"}, FLAT, FLAT
    )
    assert (twice.status_code, twice.json()["code"]) == (409, "place_code_taken")
    known = await add(client, cast, UNIT, "dwellings", {"local_code": "101", "name": "101号"})
    assert known.json()["code"] == "place_code_taken"
    for code, what in ((COMPOUND, "dwellings"), (UNIT, "units"), (HOME, "units")):
        unfit = await add(client, cast, code, what, FLAT)
        assert (unfit.status_code, unfit.json()["code"]) == (422, "not_around_doors")
