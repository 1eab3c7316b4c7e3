"""Roles of a place's own in the register: each right stands alone, as explanations say."""

from typing import Any

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME
from tests.features.register.conftest import FAR, HOUSE, Doorstep, draft

MAKER, HOLDER = "community_worker", "newcomer"


async def holds(door: Doorstep, *permissions: str) -> None:
    """The newcomer gets a role of the community's own."""
    place_id = door.place(HOME)
    made = await door.did(
        MAKER,
        "POST",
        "/access/custom-roles",
        title="登记员",
        held_kind="community",
        permissions=list(permissions),
        place_id=place_id,
    )
    await door.did(
        MAKER,
        "POST",
        "/postings",
        phone="13900000005",
        role="custom",
        custom_role_id=made["id"],
        place_id=place_id,
        starts_on=china_date(utc_now()).isoformat(),
    )


async def allowed(door: Doorstep, operation: str, code: str) -> bool:
    body: dict[str, Any] = {"person_id": str(door.cast.people[HOLDER]), "operation": operation}
    body["place_id"] = door.place(code)
    told = await door.did("city_administrator", "POST", "/access/explanations", **body)
    return bool(told["allowed"])


async def test_who_may_edit_edits_without_reading(door: Doorstep) -> None:
    await holds(door, "register:edit")
    entry = await door.enter(HOLDER)
    assert await allowed(door, "enter_register_person", HOUSE)
    path = f"/register/people/{entry['id']}"
    changed = await door.ask(HOLDER, "PUT", path, json={"name": "欧阳大梅"})
    assert changed.status_code == 200, changed.text
    left = {"ends_on": "2026-04-01"}
    assert (await door.ask(HOLDER, "POST", f"{path}/departure", json=left)).status_code == 200

    reading = f"/register/dwellings/{door.place(HOUSE)}"
    assert (await door.ask(HOLDER, "GET", reading)).status_code == 403
    assert not await allowed(door, "get_register_dwelling", HOUSE)
    far = f"/register/dwellings/{door.place(FAR)}/people"
    assert (await door.ask(HOLDER, "POST", far, json=draft())).status_code == 404
    theirs = await door.enter("far_community_worker", FAR)
    path = f"/register/people/{theirs['id']}"
    assert (await door.ask(HOLDER, "PUT", path, json={"name": "他人"})).status_code == 404


async def test_who_may_confirm_confirms(door: Doorstep) -> None:
    entry = await door.enter()
    await holds(door, "register:confirm")
    path = f"/register/people/{entry['id']}"
    assert (await door.ask(HOLDER, "PUT", path, json={"name": "他人"})).status_code == 403
    here = f"/register/dwellings/{door.place(HOUSE)}/confirmations"
    said = await door.ask(HOLDER, "POST", here, json={"ids": [entry["id"]]})
    assert entry["id"] in said.json()["confirmed"], said.text


async def test_nothing_is_entered_by_a_role_of_something_else(door: Doorstep) -> None:
    await holds(door, "ticket:view")
    path = f"/register/dwellings/{door.place(HOUSE)}/people"
    assert (await door.ask(HOLDER, "POST", path, json=draft())).status_code == 403


async def test_no_role_of_a_compound_reads_the_register(door: Doorstep) -> None:
    body = {"title": "小区登记员", "place_id": door.place(HOME), "held_kind": "compound"}
    for right in ("view", "edit", "confirm"):
        refused = await door.ask(
            MAKER,
            "POST",
            "/access/custom-roles",
            json={**body, "permissions": ["ticket:view", f"register:{right}"]},
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "custom_role_unfit")
    counts = {**body, "permissions": ["ticket:view", "register:count"]}
    made = await door.did(MAKER, "POST", "/access/custom-roles", **counts)
    path = f"/access/custom-roles/{made['id']}"
    more = {"title": "小区登记员", "permissions": ["register:view"]}
    match = {**await door.cast.headers(MAKER), "If-Match": f'"v{made["version"]}"'}
    changed = await door.client.put(f"/api/v1{path}", json=more, headers=match)
    assert (changed.status_code, changed.json()["code"]) == (422, "custom_role_unfit")
    for kind in ("micro_grid", "general_grid", "total_grid"):
        fits = {**body, "held_kind": kind, "permissions": ["register:view"]}
        assert (await door.ask(MAKER, "POST", "/access/custom-roles", json=fits)).status_code == 201
