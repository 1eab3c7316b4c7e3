"""Checking in: once, inside one's scope, with evidence that is measured and never refused."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.coordinates import gcj_of
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.kit.clock import CHINA, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR
from tests.features.patrols.field import DWELLING, Field, position

OUTSIDE = (404, "not_found")


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def kept(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(CheckIn)) or 0)


async def test_a_check_in_is_measured(field: Field) -> None:
    answer = await field.check_in(field.check_in_body())
    assert answer.status_code == 201
    view = answer.json()
    # The grid lies at 104.128, 30.702: some 15 m away.
    assert 10 < view["distance_metres"] < 20
    assert view["place_id"] == str(field.cast.places[HOME])
    assert (view["longitude"], view["accuracy_metres"]) == (104.1279, 15.0)
    assert view["device_at"] == "2026-11-20T09:30:00.000+08:00"


async def test_gcj_02_is_stored_as_it_came_and_measured_as_it_is_meant(field: Field) -> None:
    """The same numbers mean a spot some 370 m away; the numbers that maps show mean the same."""
    body = field.check_in_body(position=position(coordinate_system="GCJ-02"))
    view = (await field.check_in(body)).json()
    assert view["coordinate_system"] == "GCJ-02"
    assert (view["longitude"], view["latitude"]) == (104.1279, 30.7021)
    assert 300 < view["distance_metres"] < 500
    east, north = gcj_of((104.1279, 30.7021))
    drawn = position(coordinate_system="GCJ-02", longitude=east, latitude=north)
    plain = (await field.check_in(field.check_in_body())).json()
    view = (await field.check_in(field.check_in_body(position=drawn))).json()
    assert view["distance_metres"] == plain["distance_metres"]


async def test_at_a_place(field: Field, session: AsyncSession) -> None:
    place_id = field.cast.places[DWELLING]
    body = field.check_in_body(grid_id=None, place_id=str(place_id))
    answer = await field.check_in(body)
    assert answer.status_code == 201
    assert 10 < answer.json()["distance_metres"] < 20, "to its micro-grid"
    row = (await session.scalars(select(CheckIn))).one()
    place = await session.get_one(Place, place_id)
    assert (row.place_id, row.building_id) == (place_id, place.building_id)
    assert row.micro_grid_id == row.made_grid_id == place.micro_grid_id
    await session.execute(
        update(Grid).values(longitude=None, latitude=None, coordinate_system=None)
    )
    await session.commit()
    assert (await field.check_in(body)).json()["distance_metres"] is None


async def test_the_same_again_is_the_same(field: Field, session: AsyncSession) -> None:
    body, check_in_id = field.check_in_body(), new_id()
    first = await field.check_in(body, check_in_id=check_in_id)
    moved = update(Grid).where(Grid.id == field.cast.places[f"{HOME}-m01"])
    await session.execute(moved.values(ended_at=utc_now()))
    await session.commit()
    second = await field.check_in(
        body | {"sent_at": "2026-11-22T00:00:00Z"}, check_in_id=check_in_id
    )
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert await kept(session) == 1
    assert said(await field.check_in(body)) == OUTSIDE, "a new one finds no grid"


@pytest.mark.parametrize(
    "change",
    [
        {"position": position(longitude=104.2)},
        {"position": position(coordinate_system="GCJ-02")},
        {"device_at": "2026-11-20T09:31:00+08:00"},
        {"code": "A" * 25},
        {"grid_id": None, "place_id": str(new_id())},
    ],
)
async def test_another_under_the_same_id_is_refused(field: Field, change: dict[str, Any]) -> None:
    body, check_in_id = field.check_in_body(), new_id()
    await field.check_in(body, check_in_id=check_in_id)
    other = await field.check_in(body | change, check_in_id=check_in_id)
    assert said(other) == (409, "check_in_differs")
    stolen = await field.check_in(body, "general_grid_worker", check_in_id)
    assert said(stolen) == (409, "check_in_differs")


@pytest.mark.parametrize("days", [-3, 3])
async def test_a_wrong_clock_is_told_and_no_obstacle(field: Field, days: int) -> None:
    wrong = utc_now().astimezone(CHINA) + timedelta(days=days)
    seen = [
        field.check_in_body(device_at=wrong.isoformat()),
        field.check_in_body(
            device_at=(wrong - timedelta(hours=5)).isoformat(), sent_at=wrong.isoformat()
        ),
    ]
    for body in seen:
        answer = await field.check_in(body)
        assert answer.status_code == 201
        assert answer.json()["clock_skew_seconds"] == pytest.approx(-days * 86400, abs=30)


async def test_scope_is_the_workers(field: Field, session: AsyncSession) -> None:
    own = f"{HOME}-m01", f"{HOME}-m02", f"{HOME}-g01"
    foreign = f"{HOME}-m03", f"{HOME}-g02", f"{HOME}-z01", f"{NEIGHBOUR}-m01", f"{NEIGHBOUR}-g01"
    for code in own + foreign:
        body = field.check_in_body(grid_id=str(field.cast.places[code]))
        micro = await field.check_in(body)
        general = await field.check_in(body, who="general_grid_worker")
        assert micro.status_code == (201 if code == own[0] else 404), code
        assert general.status_code == (201 if code in own else 404), code
    assert await kept(session) == 4
    for code in (f"{HOME}-c1-b2", f"{HOME}-c1", HOME, "510108000000"):
        body = field.check_in_body(grid_id=None, place_id=str(field.cast.places[code]))
        assert said(await field.check_in(body)) == OUTSIDE, code
    for unknown in ({"grid_id": str(new_id())}, {"grid_id": None, "place_id": str(new_id())}):
        assert said(await field.check_in(field.check_in_body(**unknown))) == OUTSIDE


async def test_who_does_not_walk_does_not_check_in(field: Field) -> None:
    for who in ("resident", "partner", "community_worker", "district_administrator"):
        refused = await field.check_in(field.check_in_body(), who=who)
        assert said(refused) == (403, "permission_missing")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"grid_id": None}, ""),
        ({"place_id": str(new_id())}, ""),
        ({"position": None}, "/position"),
        ({"position": position(longitude=180.1)}, "/position/longitude"),
        ({"position": position(latitude="30.7")}, "/position/latitude"),
        ({"position": position(accuracy_metres=-1.0)}, "/position/accuracy_metres"),
        ({"position": position(coordinate_system="BD-09")}, "/position/coordinate_system"),
        ({"position": position(altitude=500)}, "/position/altitude"),
        ({"device_at": "0001-01-01T00:00:00+14:00"}, "/device_at"),
        ({"device_at": "9999-12-31T23:59:59-14:00"}, "/device_at"),
        ({"device_at": "1969-12-31T23:59:59Z"}, "/device_at"),
        ({"device_at": "2026-11-20T09:30:00"}, "/device_at"),
        ({"sent_at": "2100-01-01T00:00:00Z"}, "/sent_at"),
        ({"code": "A" * 65}, "/code"),
        ({"worker_id": str(new_id())}, "/worker_id"),
    ],
)
async def test_shapes_are_strict(
    field: Field, session: AsyncSession, change: dict[str, Any], pointer: str
) -> None:
    answer = await field.check_in(field.check_in_body(**change))
    assert answer.status_code == 422, answer.text
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await kept(session) == 0


async def test_a_scanned_code_is_evidence(field: Field) -> None:
    """Good, forged or revoked: it is noted where it was good, and refused nowhere."""
    building = str(field.cast.places[f"{HOME}-c1-b1"])
    issued = await field.ask(
        "community_worker", "POST", "/place-codes", json={"place_id": building}
    )
    code = issued.json()["code"]
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    for sent, place_id in ((code, building), (forged, None), ("扫不出来", None), (None, None)):
        answer = await field.check_in(field.check_in_body(code=sent))
        assert (answer.status_code, answer.json()["code_place_id"]) == (201, place_id)


async def test_lists(field: Field) -> None:
    async def sent(who: str, grid: str) -> str:
        body = field.check_in_body(grid_id=str(field.cast.places[f"{HOME}-{grid}"]))
        return str((await field.check_in(body, who=who)).json()["id"])

    async def listed(who: str, path: str = "/check-ins", **query: Any) -> list[str]:
        return [line["id"] for line in (await field.got(who, path, **query))["items"]]

    mine = await sent("micro_grid_worker", "m01")
    theirs = await sent("next_micro_worker", "m02")
    chiefs = await sent("general_grid_worker", "g01")
    assert await listed("general_grid_worker") == [chiefs, theirs, mine]
    assert await listed("community_worker") == [chiefs, theirs, mine]
    assert await listed("next_general_worker") == []
    assert await listed("far_community_worker") == []
    assert await listed("micro_grid_worker", "/me/check-ins") == [mine]
    assert await listed("general_grid_worker", "/me/check-ins") == [chiefs]
    first = await field.got("community_worker", "/check-ins", limit=2)
    rest = await field.got("community_worker", "/check-ins", limit=2, cursor=first["next_cursor"])
    assert [line["id"] for line in first["items"] + rest["items"]] == [chiefs, theirs, mine]
    assert rest["next_cursor"] is None
    line = rest["items"][0]
    assert (line["worker_name"], line["grid_name"]) == ("甲微格", "东苑1栋微网格")
    for who in ("micro_grid_worker", "resident", "partner", "district_administrator"):
        answer = await field.ask(who, "GET", "/check-ins")
        assert said(answer) == (403, "permission_missing"), who
