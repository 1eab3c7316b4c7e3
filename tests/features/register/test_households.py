"""Households and papers at a door, over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.identity.proof_schemas import CounterProof, DocumentProof
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.register.conftest import HOUSE, ID_NUMBER, NEXT_DOOR, Doorstep, draft

WORKER = "micro_grid_worker"


async def refused(door: Doorstep, method: str, path: str, **body: Any) -> tuple[int, str]:
    answer = await door.ask(WORKER, method, path, json=body)
    return answer.status_code, answer.json()["code"]


async def test_a_household_has_one_head(door: Doorstep) -> None:
    head = await door.enter(relation="head", household=2)
    assert (head["relation"], head["household"]) == ("head", 2)
    other = await door.enter(name="王五", phone="13700137000", relation="spouse", household=2)
    here = f"/register/dwellings/{door.place(HOUSE)}/people"
    third = draft(name="赵六", phone="13700137001", relation="head", household=2)
    assert await refused(door, "POST", here, **third) == (409, "head_known")
    second = {"belonging": "family", "starts_on": "2026-04-01", "household": 2, "relation": "head"}
    occupancy = f"/register/people/{other['id']}/occupancy"
    assert await refused(door, "PUT", occupancy, **second) == (409, "head_known")
    alone = {"belonging": "family", "starts_on": "2026-04-01", "household": 3, "relation": "head"}
    assert (await door.did(WORKER, "PUT", occupancy, **alone))["relation"] == "head"
    await door.did(WORKER, "POST", f"/register/people/{head['id']}/departure", ends_on="2026-05-01")
    assert (await door.enter(**third))["relation"] == "head", "who left heads nobody"


async def test_a_relation_that_is_left_out_stays_in_the_same_household(door: Doorstep) -> None:
    entry = await door.enter(relation="head")
    path = f"/register/people/{entry['id']}/occupancy"
    change: dict[str, Any] = {"belonging": "owner", "starts_on": "2026-04-01"}
    assert (await door.did(WORKER, "PUT", path, **change))["relation"] == "head"
    change = {"belonging": "owner", "starts_on": "2026-05-01", "household": 2}
    assert (await door.did(WORKER, "PUT", path, **change))["relation"] is None
    history = await door.got(WORKER, f"/register/dwellings/{door.place(HOUSE)}/history")
    stays = [line for line in history["items"] if line["kind"] == "occupancy"]
    assert {(line["household"], line["relation"]) for line in stays} == {(1, "head")}


async def test_somebody_who_moves_is_no_second_head(door: Doorstep) -> None:
    await door.enter(dwelling=NEXT_DOOR, name="王五", phone="13700137000", relation="head")
    mover = await door.enter(relation="head")
    there = {"dwelling_id": door.place(NEXT_DOOR), "belonging": "tenant"}
    path = f"/register/people/{mover['id']}/removal"
    moved = {**there, "starts_on": "2026-06-01", "relation": "head"}
    assert await refused(door, "POST", path, **moved) == (409, "head_known")
    moved["relation"] = "other_relative"
    assert (await door.did(WORKER, "POST", path, **moved))["relation"] == "other_relative"


@pytest.mark.parametrize(
    ("kind", "number", "written", "matches"),
    [
        ("passport", "A1234", "a-1234", True),
        ("home_return_permit", "H12345678", "H12345678(02)", True),
        ("taiwan_travel_permit", "01234567", "0123456702", True),
        ("passport", "A1234", "A1235", False),
    ],
)
async def test_whoever_says_the_number_of_another_paper_is_known_by_it(
    door: Doorstep,
    session: AsyncSession,
    parts: Parts,
    kind: str,
    number: str,
    written: str,
    matches: bool,
) -> None:
    await door.enter(id_number=number, id_kind=kind)
    name = str(draft()["name"])
    proof = DocumentProof.model_validate({"name": name, "id_number": written})
    seen = CounterProof.model_validate({**proof.model_dump(), "phone": "13800138000"})
    assert seen.id_number == proof.id_number
    book = parts.get(RegisterMatcher)
    here = UUID(door.place(HOUSE))
    assert await book.matches(session, here, name, None, proof.id_number) is matches
    assert await book.matches(session, here, "王五", None, proof.id_number) is False


async def test_a_passport_is_sealed_masked_and_found(
    door: Doorstep, session: AsyncSession, cast: Cast
) -> None:
    entry = await door.enter(id_number="ea-1234567", id_kind="passport", sex=1)
    assert (entry["id_number"], entry["id_kind"], entry["sex"]) == ("E*******7", "passport", 1)
    assert len(await door.search(WORKER, id_number="EA 1234567")) == 1
    assert await door.search(WORKER, id_number="EA1234568") == []
    assert await door.search("next_micro_worker", id_number="EA1234567") == []
    await enter_district(session, cast.places["510108000000"])
    kept = str((await session.execute(text("SELECT t::text FROM register_people t"))).all())
    for secret in ("EA1234567", "passport"):
        assert secret not in kept and secret.encode().hex() not in kept
    path = f"/register/people/{entry['id']}/reveals"
    why = {"purpose": "contact", "reason": "核对登记"}
    shown = await door.did(WORKER, "POST", path, fields=["id_number"], **why)
    assert shown["values"] == {"id_number": "EA1234567"}


async def test_the_same_signs_of_two_kinds_are_two_numbers(door: Doorstep) -> None:
    await door.enter(id_number="H12345678", id_kind="passport")
    other = await door.enter(
        name="王五", phone="13700137000", id_number="H12345678", id_kind="home_return_permit"
    )
    assert other["id_kind"] == "home_return_permit"
    assert len(await door.search(WORKER, id_number="H1234567801")) == 1, "cards are counted"
    assert len(await door.search(WORKER, id_number="H12345678")) == 2
    here = f"/register/dwellings/{door.place(HOUSE)}/people"
    again = draft(name="某乙", phone=None, id_number="H1234567802", id_kind="home_return_permit")
    assert await refused(door, "POST", here, **again) == (409, "entry_known")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"id_number": "H12345678"}, "id_kind_needed"),
        ({"id_number": "H12345678", "id_kind": "passport_of_mine"}, "validation_failed"),
        ({"id_number": "X", "id_kind": "passport"}, "validation_failed"),
        ({"id_number": ID_NUMBER, "id_kind": "passport"}, "id_kind_unfit"),
        ({"id_number": ID_NUMBER, "sex": 1}, "sex_differs"),
    ],
)
async def test_what_contradicts_itself_is_told(
    door: Doorstep, said: dict[str, Any], code: str
) -> None:
    here = f"/register/dwellings/{door.place(HOUSE)}/people"
    answer = await door.ask(WORKER, "POST", here, json=draft(**said))
    assert answer.status_code == 422
    if code != "validation_failed":
        assert answer.json()["code"] == code
    if code == "sex_differs":
        entry = await door.enter(id_number=ID_NUMBER)
        path = f"/register/people/{entry['id']}"
        assert await refused(door, "PUT", path, sex=1) == (422, "sex_differs")
