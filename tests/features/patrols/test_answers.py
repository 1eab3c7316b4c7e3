"""Answers with every kind of fault: each is pointed at, nothing is kept, nothing is echoed."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.features.patrols.field import API, NOBODY, OLD_HOSE, PRESSURE, SOUND, Field
from tests.features.patrols.test_submitting import nothing_came_of_it, said

PHOTO = "01970000-0000-7000-8000-000000000001"


def deep(levels: int) -> Any:
    node: Any = "core"
    for _ in range(levels):
        node = [node]
    return node


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({}, {("/answers/visit_result", "required")}),
        ({"visit_result": "flew_away"}, {("/answers/visit_result", "not_a_choice")}),
        ({"visit_result": None}, {("/answers/visit_result", "not_a_choice")}),
        (SOUND | {"weather": "sunny"}, {("/answers/weather", "unknown_field")}),
        (NOBODY | {"wiring": ["good"]}, {("/answers/wiring", "hidden")}),
        (NOBODY | {"return_on": "2026-02-30"}, {("/answers/return_on", "not_a_date")}),
        (OLD_HOSE | {"rubber_hose_months": 601}, {("/answers/rubber_hose_months", None)}),
        (OLD_HOSE | {"rubber_hose_months": 1.5}, {("/answers/rubber_hose_months", None)}),
        (OLD_HOSE | {"rubber_hose_months": True}, {("/answers/rubber_hose_months", None)}),
        (OLD_HOSE | {"hose_condition": ["good", "cracked"]}, {("/answers/hose_condition", None)}),
        (OLD_HOSE | {"hose_condition": []}, {("/answers/hose_condition", None)}),
        (OLD_HOSE | {"gas_smell": "no"}, {("/answers/gas_smell", "wrong_type")}),
        (SOUND | {"note": "  "}, {("/answers/note", None)}),
        (SOUND | {"note": "长" * 501}, {("/answers/note", None)}),
        (SOUND | {"hazard_photos": [PHOTO] * 2}, {("/answers/hazard_photos", None)}),
        (SOUND | {"hazard_photos": ["../etc/passwd"]}, {("/answers/hazard_photos/0", None)}),
        (SOUND | {"blood_pressure": [PRESSURE] * 9}, {("/answers/blood_pressure", None)}),
        (
            SOUND | {"blood_pressure": [PRESSURE, PRESSURE | {"systolic_mmhg": 301}]},
            {("/answers/blood_pressure/1/systolic_mmhg", None)},
        ),
        (
            SOUND | {"blood_pressure": [PRESSURE | {"measurement_consent": False}]},
            {
                ("/answers/blood_pressure/0/systolic_mmhg", "hidden"),
                ("/answers/blood_pressure/0/diastolic_mmhg", "hidden"),
            },
        ),
    ],
)
async def test_each_fault_is_pointed_at(
    field: Field,
    session: AsyncSession,
    answers: dict[str, Any],
    faults: set[tuple[str, str | None]],
) -> None:
    answer = await field.send(await field.body(answers))
    assert said(answer) == (422, "answers_unfit"), answer.text
    found = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
    pointers = {pointer for pointer, _ in found}
    for pointer, code in faults:
        assert pointer in pointers, found
        assert code is None or (pointer, code) in found, found
    assert all(fault["detail"] for fault in answer.json()["errors"])
    assert await nothing_came_of_it(session)


@pytest.mark.parametrize(
    "answers",
    [
        SOUND | {"note": deep(12)},
        SOUND | {"rubber_hose_months": 2**53},
        SOUND | {"rubber_hose_months": 10**4000},
        SOUND | {"note": ["x"] * 13_000},
        SOUND | {str(n): 1 for n in range(13_000)},
    ],
)
async def test_what_cannot_be_stored_is_refused(
    field: Field, session: AsyncSession, answers: dict[str, Any]
) -> None:
    answer = await field.send(await field.body(answers))
    assert answer.status_code == 422, answer.text
    assert len(answer.content) < 20_000
    assert await nothing_came_of_it(session)


@pytest.mark.parametrize(
    "broken",
    [
        b'"\\u0000"',
        b'"\\ud800"',
        b"NaN",
        b"1e999",
        b'{"a": 1, "a": 2}',
        b"[" * 5_000 + b"]" * 5_000,
    ],
)
async def test_hostile_json_is_refused(field: Field, session: AsyncSession, broken: bytes) -> None:
    """Inside an otherwise sound body."""
    sound = await field.body(NOBODY | {"note": "HERE"})
    raw = field.client.build_request("PUT", API, json=sound).content.replace(b'"HERE"', broken)
    dress = {"Content-Type": "application/json"}
    answer = await field.ask(
        "micro_grid_worker", "PUT", f"/inspections/{new_id()}", dress=dress, content=raw
    )
    assert answer.status_code == 422, answer.text
    assert await nothing_came_of_it(session)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"answers": []}, "/answers"),
        ({"answers": None}, "/answers"),
        ({"answers": "visit_result"}, "/answers"),
        ({"filled_at": "2026-11-20T09:30:00"}, "/filled_at"),
        ({"filled_at": "yesterday"}, "/filled_at"),
        ({"filled_at": "0001-01-01T00:00:00+14:00"}, "/filled_at"),
        ({"filled_at": "9999-12-31T23:59:59-12:00"}, "/filled_at"),
        ({"filled_at": 1e18}, "/filled_at"),
        ({"place_id": "1"}, "/place_id"),
        ({"form_version_id": None}, "/form_version_id"),
        ({"worker_id": PHOTO}, "/worker_id"),
    ],
)
async def test_the_envelope_is_strict(
    field: Field, session: AsyncSession, change: dict[str, Any], pointer: str
) -> None:
    answer = await field.send(await field.body() | change)
    assert answer.status_code == 422, answer.text
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await nothing_came_of_it(session)


@pytest.mark.parametrize(
    "inspection_id", ["5f0e0f6c-58a4-4e55-9d6c-3f1f1f1f1f1f", "1", PHOTO.replace("7", "1")]
)
async def test_ids_are_uuid_version_7(field: Field, inspection_id: str) -> None:
    body = await field.body()
    answer = await field.ask("micro_grid_worker", "PUT", f"/inspections/{inspection_id}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/path/inspection_id"


async def test_one_meaning_has_one_hash(field: Field) -> None:
    """A phone whose JSON writes 30 as 30.0 sends the same."""
    body, inspection_id = await field.body(OLD_HOSE), new_id()
    first = await field.send(body, inspection_id)
    body["answers"] = OLD_HOSE | {"rubber_hose_months": 30.0}
    second = await field.send(body, inspection_id)
    assert (first.status_code, second.status_code) == (201, 200)


async def test_a_clock_that_lost_its_battery_is_no_obstacle(field: Field) -> None:
    receipt = await field.inspected(filled_at="1970-01-01T08:00:07+08:00")
    line = (await field.got("micro_grid_worker", "/inspections"))["items"][0]
    assert (line["id"], line["filled_at"][:19]) == (receipt["id"], "1970-01-01T08:00:07")
