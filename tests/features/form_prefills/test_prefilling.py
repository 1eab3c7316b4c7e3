"""What somebody typed once is never asked for again: forms begin with what is known."""

from typing import Any

import pytest

from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.counting import Queries
from tests.features.patrols.field import MORNING
from tests.features.register.conftest import FAR, HOUSE, NEXT_DOOR, OTHER_GRID
from tests.features.register_answers.conftest import GAS, WORKER, Listening


async def bundle(listening: Listening, form: str, who: str = WORKER, **query: Any) -> Any:
    version = await listening.version(form)
    path = f"/inspection-form-versions/{version}/prefills"
    return await listening.door.ask(who, "GET", path, params=query)


async def test_the_next_form_begins_with_what_the_last_one_said(listening: Listening) -> None:
    await listening.inspect(GAS)
    known = await listening.prefill("gas_safety")  # another form: the fact is the same
    fields = {field["field"]: field for field in known["fields"]}
    assert {key: field["answer"] for key, field in fields.items()} == {
        "gas_kind": "natural_gas",
        "hose_material": "stainless_steel",
        "gas_alarm": "working",
    }
    gas = fields["gas_kind"]["known"]
    assert (gas["value"], gas["source"], gas["verified_at"]) == ("piped", "form", MORNING)


async def test_nothing_known_has_a_version_too(listening: Listening) -> None:
    before = await listening.prefill()
    [gas] = [field for field in before["fields"] if field["field"] == "gas_kind"]
    assert (gas["answer"], gas["known"]["source"]) == (None, None)
    await listening.put("gas_supply", "bottled")  # meanwhile
    await listening.inspect(
        GAS, filled_at=utc_now().isoformat(), based_on=[gas["known"]["base_version"]]
    )
    [conflict] = await listening.conflicts()
    assert conflict["reason"] == "changed"


async def test_people_are_masked_and_what_is_sealed_is_no_answer(listening: Listening) -> None:
    entry = (await listening.door.enter())["id"]
    said = {"value": "轮椅"}
    path = f"/register/people/{entry}/facts/mobility_need"
    await listening.door.did(WORKER, "PUT", path, **said)
    known = await listening.prefill("home_visit")
    assert known["subjects"] == [{"id": entry, "kind": "person", "name": "欧**梅"}]
    about = {field["field"]: field for field in known["fields"] if field["subject_id"] == entry}
    assert about["belonging"]["answer"] == "tenant"
    phone, need = about["phone"], about["mobility_need"]
    assert (phone["sealed"], phone["answer"]) == (True, None)
    assert "*" in phone["known"]["value"]
    assert (need["answer"], need["known"]["value"]) == (None, None)
    assert need["known"]["source"] == "door_visit"  # that it is known, may be known


async def test_a_bundle_is_of_ones_own_scope_and_comes_once(listening: Listening) -> None:
    await listening.door.enter()
    await listening.door.enter("community_worker", OTHER_GRID, phone="13700137000")
    ours = {listening.door.place(HOUSE), listening.door.place(NEXT_DOOR)}
    first = await bundle(listening, "home_visit", limit=100)
    ids = {item["place_id"] for item in first.json()["items"]}
    assert ours <= ids
    assert listening.door.place(OTHER_GRID) not in ids
    elsewhere = [listening.door.place(FAR), listening.door.place(OTHER_GRID)]
    asked = await bundle(listening, "home_visit", place_id=[*elsewhere, *ours])
    assert {item["place_id"] for item in asked.json()["items"]} == ours

    tag = asked.headers["etag"]
    version = await listening.version("home_visit")
    path = f"/inspection-form-versions/{version}/prefills"
    headers = await listening.cast.headers(WORKER)
    query = {"place_id": [*elsewhere, *ours]}
    get = listening.door.client.get
    same = await get("/api/v1" + path, params=query, headers=headers | {"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    await listening.door.enter(name="王大山", phone="13600136000")
    other = await get("/api/v1" + path, params=query, headers=headers | {"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


async def test_a_bundle_asks_as_much_for_many_as_for_one(
    listening: Listening, queries: Queries
) -> None:
    for dwelling, phone in ((HOUSE, "13700137001"), (NEXT_DOOR, "13700137002")):
        await listening.door.enter(dwelling=dwelling, phone=phone)
    counts = []
    for limit in (1, 100):
        await bundle(listening, "home_visit", limit=limit)
        with queries() as seen:
            answer = await bundle(listening, "home_visit", limit=limit)
        counts.append(len(seen))
        assert answer.status_code == 200
    # Two of them are the form's own download.
    assert counts[0] == counts[1] <= 8


async def test_too_many_places_at_once(listening: Listening) -> None:
    many = [listening.door.place(HOUSE)] * 101
    assert (await bundle(listening, "home_visit", place_id=many)).status_code == 422


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        ("resident", HOUSE, 403),
        ("subdistrict_administrator", HOUSE, 403),
        (WORKER, OTHER_GRID, 404),
        (WORKER, FAR, 404),
        (WORKER, HOME, 404),
        ("community_worker", OTHER_GRID, 200),
    ],
)
async def test_who_may_ask(listening: Listening, who: str, place: str, status: int) -> None:
    version = await listening.version()
    path = f"/inspection-form-versions/{version}/prefills/{listening.door.place(place)}"
    assert (await listening.door.ask(who, "GET", path)).status_code == status


async def test_a_form_of_nobodys(listening: Listening) -> None:
    path = f"/inspection-form-versions/{listening.door.place(HOUSE)}/prefills"
    house = f"{path}/{listening.door.place(HOUSE)}"
    assert (await listening.door.ask(WORKER, "GET", path)).status_code == 404
    assert (await listening.door.ask(WORKER, "GET", house)).status_code == 404
