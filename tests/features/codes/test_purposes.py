"""A code for each purpose, and short numbers for the phone."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from shequ_api.features.codes.rules import (
    fresh_short_number,
    short_number_in,
    shown_short_number,
)
from tests.cast import Cast
from tests.features.codes.conftest import BUILDING, COMPOUND, Office


async def found(office: Office, number: str, who: str = "community_worker") -> list[str]:
    answer = await office.get(who, "/place-codes", short_number=number)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_a_place_has_one_live_code_for_each_purpose(office: Office, cast: Cast) -> None:
    body = {"place_id": str(cast.places[BUILDING])}
    door = await office.code()
    point = await office.post("community_worker", "/place-codes", **body, purpose="patrol_point")
    again = await office.post("community_worker", "/place-codes", **body, purpose="patrol_point")
    assert (point.status_code, again.status_code) == (201, 200)
    assert point.json() == again.json()
    assert point.json()["id"] != door["id"]
    listed = await office.get("community_worker", "/place-codes", purpose="patrol_point")
    assert [item["id"] for item in listed.json()["items"]] == [point.json()["id"]]
    replaced = (await office.replace(point.json())).json()
    assert replaced["purpose"] == "patrol_point"
    for code, leads_to in ((door, door), (point.json(), replaced), (replaced, replaced)):
        landing = await office.scan(code["code"])
        assert landing.json()["code_id"] == leads_to["id"], "each to its own purpose's"
    await office.revoke(replaced)
    assert (await office.scan(point.json()["code"])).status_code == 404, "not to the door's"
    assert (await office.scan(door["code"])).status_code == 201
    unknown = await office.post("community_worker", "/place-codes", **body, purpose="vote")
    assert unknown.status_code == 422


async def test_a_batch_and_a_sheet_are_of_one_purpose(office: Office, cast: Cast) -> None:
    path = f"/compounds/{cast.places[COMPOUND]}"
    await office.post("community_worker", f"{path}/code-batches")
    empty = await office.get("community_worker", f"{path}/code-sheet", purpose="patrol_point")
    assert (empty.status_code, empty.json()["code"]) == (409, "nothing_to_print")
    batch = await office.post("community_worker", f"{path}/code-batches", purpose="patrol_point")
    assert batch.json() == {"issued": 4, "existing": 0, "remaining": 0}
    sheet = await office.get("community_worker", f"{path}/code-sheet", purpose="patrol_point")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet.content)).pages)
    listed = await office.get("community_worker", "/place-codes", purpose="patrol_point")
    assert "巡查点码" in text
    for item in listed.json()["items"]:
        assert item["short_number"] in text


async def test_the_hotline_finds_a_code_by_what_it_hears(office: Office) -> None:
    code = await office.code()
    number = code["short_number"]
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number.replace("-", ""))
    for said in (number, number.lower(), number.replace("-", " "), f" {number}。", wide):
        assert await found(office, said) == [code["id"]]
    await office.replace(code)
    assert await found(office, number) == [code["id"]], "an old plate is a place, too"
    assert await found(office, number, "micro_grid_worker") == [code["id"]]
    for who in ("far_community_worker", "next_general_worker"):
        assert await found(office, number, who) == [], who
    for said in ("", "0OIL-1UV0", number[:-1], number + "2", "%", "😀", "'; --"):
        assert await found(office, said) == []
    scanned = await office.scan(number)
    assert scanned.status_code == 404, "it opens nothing for strangers"


@given(st.text(max_size=40))
def test_hearing_is_total(said: str) -> None:
    number = short_number_in(said)
    assert number is None or short_number_in(shown_short_number(number)) == number


def test_numbers_do_not_repeat() -> None:
    numbers = {fresh_short_number() for _ in range(10_000)}
    assert len(numbers) == 10_000
    assert all(short_number_in(number) == number for number in numbers)
