"""Other names: all below follow, history tells the name on a day, codes stay."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.divisions import import_divisions, read_divisions
from shequ_api.base.places.history_models import TreeChange
from shequ_api.base.places.models import Place
from shequ_api.kit.clock import utc_now
from tests.cast import DIVISIONS, HOME, NEIGHBOUR, Cast
from tests.counting import Queries

API = "/api/v1"
COMPOUND = f"{HOME}-c1"


async def rename(
    client: AsyncClient, cast: Cast, who: str, path: str, name: str, **more: Any
) -> Response:
    headers = await cast.headers(who)
    return await client.put(f"{API}/{path}/name", json={"name": name, **more}, headers=headers)


async def names(session: AsyncSession, code: str) -> tuple[str, str, str]:
    found = select(Place.name, Place.full_name, Place.code).where(Place.code == code)
    row = (await session.execute(found)).one()
    return row.name, row.full_name, row.code


async def test_all_below_is_named_after_a_compound(
    client: AsyncClient, cast: Cast, session: AsyncSession, queries: Queries
) -> None:
    gone = await session.get_one(Place, cast.places[f"{COMPOUND}-b2-u1-d202"])
    gone.ended_at = utc_now()
    await session.commit()
    headers = await cast.headers("community_worker")
    with queries() as seen:
        answer = await client.put(
            f"{API}/places/{cast.places[COMPOUND]}/name",
            json={"name": "东苑（南区）%_\\", "reason": "街道批复"},
            headers=headers,
        )
    assert answer.status_code == 200, answer.text
    assert sum(statement.startswith("UPDATE places") for statement in seen) == 1
    door = f"{COMPOUND}-b1-u1-d101"
    assert await names(session, door) == ("101号", "东苑（南区）%_\\1栋1单元101号", door)
    assert (await names(session, f"{COMPOUND}-b2-u1-d202"))[1] == "东苑2栋1单元202号"
    assert (await names(session, f"{HOME}-c2-b1"))[1] == "西苑1栋"
    assert (await names(session, f"{NEIGHBOUR}-c1-b1"))[1] == "东苑1栋"
    building = f"places/{cast.places[f'{COMPOUND}-b1']}"
    assert (await rename(client, cast, "grid_chief", building, "南1栋")).status_code == 200
    assert (await names(session, door))[1] == "东苑（南区）%_\\南1栋1单元101号"

    told = await client.get(f"{API}/places/{cast.places[door]}/history", headers=headers)
    lines = [
        (line["before"]["full_name"], line["after"]["full_name"]) for line in told.json()["items"]
    ]
    assert lines == [
        ("东苑（南区）%_\\1栋", "东苑（南区）%_\\南1栋"),
        ("东苑", "东苑（南区）%_\\"),
    ]
    again = await rename(client, cast, "grid_chief", building, "南1栋")
    assert again.status_code == 200
    told = await client.get(f"{API}/places/{cast.places[door]}/history", headers=headers)
    assert len(told.json()["items"]) == 2


async def test_a_division_is_renamed_by_those_above_it(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    path = f"places/{cast.places[HOME]}"
    refused = await rename(client, cast, "district_administrator", path, "致强新社区")
    assert (refused.status_code, refused.json()["code"]) == (422, "official_name")
    path = f"divisions/{cast.places[HOME]}"
    for who in ("community_worker", "subdistrict_administrator"):
        assert (await rename(client, cast, who, path, "致强新社区")).status_code == 403
    done = await rename(client, cast, "city_administrator", path, "致强新社区")
    assert done.status_code == 200, done.text
    assert (await names(session, f"{COMPOUND}-b1"))[1] == "东苑1栋"
    inside = f"divisions/{cast.places[COMPOUND]}"
    unfit = await rename(client, cast, "city_administrator", inside, "小区")
    assert (unfit.status_code, unfit.json()["code"]) == (422, "not_a_division")

    # The table that is read in at each start does not take the name back; what it renames is told.
    table = read_divisions(DIVISIONS)
    changed = [one for one in table if one.code not in {HOME, NEIGHBOUR}] + [
        one for one in table if one.code == HOME
    ]
    renamed = next(one for one in table if one.code == NEIGHBOUR)
    changed.append(type(renamed)(renamed.code, "和美新社区", renamed.kind, renamed.parent_code))
    await import_divisions(session, changed)
    assert (await names(session, HOME))[0] == "致强新社区"
    assert (await names(session, NEIGHBOUR))[:2] == ("和美新社区", "和美新社区")
    lines = select(TreeChange).where(TreeChange.place_id == cast.places[NEIGHBOUR])
    (line,) = (await session.scalars(lines)).all()
    assert (line.change, line.changed_by_id) == ("renamed", None)
    assert line.before["name"] == renamed.name
    assert (await import_divisions(session, changed)) == len(changed)
    assert len((await session.scalars(lines)).all()) == 1


async def test_a_grid_is_renamed_and_keeps_its_code(client: AsyncClient, cast: Cast) -> None:
    grid = cast.places[f"{HOME}-m01"]
    path = f"grids/{grid}"
    assert (await rename(client, cast, "micro_grid_worker", path, "新名")).status_code == 403
    assert (await rename(client, cast, "far_community_worker", path, "新名")).status_code == 404
    done = await rename(client, cast, "community_worker", path, "新名", reason="重名")
    assert (done.json()["name"], done.json()["code"]) == ("新名", f"{HOME}-m01")
    headers = await cast.headers("micro_grid_worker")
    (line,) = (await client.get(f"{API}/{path}/history", headers=headers)).json()["items"]
    assert (line["before"]["name"], line["after"]["name"]) == ("东苑1栋微网格", "新名")
    assert (line["reason"], line["changed_by_name"]) == ("重名", "甲社工")


async def test_history_is_for_those_who_work_there(client: AsyncClient, cast: Cast) -> None:
    path = f"{API}/places/{cast.places[f'{COMPOUND}-b1']}/history"
    for who, status in {
        "micro_grid_worker": 200,
        "auditor": 200,
        "next_micro_worker": 404,
        "far_community_worker": 404,
        "resident": 404,
        "partner": 403,
    }.items():
        answer = await client.get(path, headers=await cast.headers(who))
        assert answer.status_code == status, who
