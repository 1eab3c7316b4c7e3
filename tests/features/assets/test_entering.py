"""Entering assets: codes, scope, attributes; all or none."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.assets.models import Asset
from tests.cast import HOME, NEIGHBOUR
from tests.features.assets.yard import Yard


async def kept(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(Asset)) or 0)


async def test_codes_count_up_by_community_and_kind(yard: Yard) -> None:
    hydrant = yard.light(kind_code="hydrant", attributes={"placed": "indoor"})
    first = (await yard.enter(yard.light(), hydrant, yard.light())).json()["assets"]
    assert [asset["code"] for asset in first] == [
        f"{HOME}-LD0001",
        f"{HOME}-XHS0001",
        f"{HOME}-LD0002",
    ]
    removal = {"state": "removed", "reason": "改造拆除"}
    path = f"/assets/{first[2]['id']}/state"
    gone = await yard.ask("community_worker", "PUT", path, json=removal)
    assert gone.json()["state_title"] == "已拆除"
    again = await yard.entered()
    assert again["code"] == f"{HOME}-LD0003", "a code is never given again"
    far = yard.light(place_id=yard.place(f"{NEIGHBOUR}-c1"))
    there = (await yard.enter(far, who="far_community_worker")).json()["assets"]
    assert there[0]["code"] == f"{NEIGHBOUR}-LD0001"


async def test_a_position_keeps_its_system(yard: Yard) -> None:
    drawn = {"longitude": 104.1, "latitude": 30.7, "coordinate_system": "GCJ-02"}
    seen = await yard.entered(position=drawn, installed_on="2021-06-01", label="东门 3 号灯")
    assert {name: seen[name] for name in drawn} == drawn
    assert (seen["place_name"], seen["kind_title"]) == ("东苑", "路灯")
    plain = await yard.entered(position={"longitude": 104.1, "latitude": 30.7})
    assert plain["coordinate_system"] == "WGS-84"


async def test_a_light_in_the_street_is_in_the_care_of_a_micro_grid(yard: Yard) -> None:
    street = {"place_id": yard.place(HOME), "micro_grid_id": yard.place(f"{HOME}-m01")}
    asset = await yard.entered(**street)
    seen = await yard.got("micro_grid_worker", "/assets")
    assert [line["id"] for line in seen["items"]] == [asset["id"]]
    assert (await yard.got("next_micro_worker", "/assets"))["items"] == []
    assert len((await yard.got("general_grid_worker", "/assets"))["items"]) == 1


async def test_all_or_none_and_each_fault_by_its_place(yard: Yard, session: AsyncSession) -> None:
    mine, other = yard.place(f"{HOME}-m01"), yard.place(f"{NEIGHBOUR}-m01")
    items: list[tuple[dict[str, Any], str | None]] = [
        (yard.light(), None),
        (yard.light(kind_code="unicorn"), "/kind_code"),
        (yard.light(place_id=yard.place(f"{NEIGHBOUR}-c1")), "/place_id"),
        (yard.light(place_id=mine), "/place_id"),
        (yard.light(place_id=yard.place("510108000000")), "/place_id"),
        (yard.light(micro_grid_id=other), "/place_id"),
        (yard.light(place_id=yard.place(f"{HOME}-c1-b2"), micro_grid_id=mine), "/place_id"),
        (yard.light(attributes={"power_watts": -1}), "/attributes/power_watts"),
        (yard.light(attributes={"power_watts": "60"}), "/attributes/power_watts"),
        (yard.light(kind_code="notice_board", attributes={"x": 1}), "/attributes"),
    ]
    answer = await yard.enter(*(item for item, _ in items))
    assert (answer.status_code, answer.json()["code"]) == (422, "assets_unfit")
    wanted = [f"/items/{n}{fault}" for n, (_, fault) in enumerate(items) if fault is not None]
    assert [fault["pointer"] for fault in answer.json()["errors"]] == wanted
    assert await kept(session) == 0
    assert "unicorn" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"attributes": {"circuit": "x" * 101}},
        {"attributes": {"circuit": "a\u0000b"}},
        {"attributes": {"unknown": 1}},
        {"attributes": {"power_watts": [[[[[[[[[[1]]]]]]]]]]}},
        {"installed_on": "0001-01-01"},
        {"position": {"longitude": 104.1}},
        {"photo_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010a"]},
        {"code": f"{HOME}-LD9999"},
    ],
)
async def test_what_is_unfit_is_refused(
    yard: Yard, session: AsyncSession, change: dict[str, Any]
) -> None:
    assert (await yard.enter(yard.light(**change))).status_code == 422
    assert await kept(session) == 0


async def test_two_hundred_at_once_and_not_one_more(yard: Yard) -> None:
    many = [yard.light(label=f"{number} 号灯") for number in range(200)]
    answer = await yard.enter(*many)
    assert answer.status_code == 201
    codes = [asset["code"] for asset in answer.json()["assets"]]
    assert codes == [f"{HOME}-LD{number:04d}" for number in range(1, 201)]
    assert (await yard.enter(*many, yard.light())).status_code == 422


async def test_who_enters(yard: Yard) -> None:
    for who, status in (
        ("resident", 403),
        ("micro_grid_worker", 403),
        ("partner", 403),
        ("city_administrator", 403),
        ("far_community_worker", 422),
        ("next_general_worker", 422),
        ("grid_chief", 201),
        ("subdistrict_administrator", 201),
        ("district_administrator", 201),
    ):
        assert (await yard.enter(yard.light(), who=who)).status_code == status, who
    light = yard.light(place_id=yard.place(f"{HOME}-c1-b1"))
    assert (await yard.enter(light, who="general_grid_worker")).status_code == 201


async def test_codes_are_given_once_to_many_at_once(busy_yard: Yard) -> None:
    """Two kinds in opposite orders, so that a careless order of locks would stand still."""
    light, board = busy_yard.light(), busy_yard.light(kind_code="notice_board", attributes={})
    batches = [[light, board] * 5 if turn % 2 else [board, light] * 5 for turn in range(8)]
    answers = await asyncio.gather(*(busy_yard.enter(*batch) for batch in batches))
    assert [answer.status_code for answer in answers] == [201] * 8
    codes = [asset["code"] for answer in answers for asset in answer.json()["assets"]]
    wanted = {f"{HOME}-{kind}{number:04d}" for kind in ("LD", "GGL") for number in range(1, 41)}
    assert sorted(codes) == sorted(wanted)
