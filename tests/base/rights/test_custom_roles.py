"""Roles of a place's own: within the maker's rights, acting and ending on the next request."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from tests.base.people.asking import day
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.counting import Queries

API = "/api/v1"
NEWCOMER = "13900000005"


def draft(cast: Cast, at: str = HOME, **more: Any) -> dict[str, Any]:
    return {
        "title": "夜间值班员",
        "held_kind": "community",
        "permissions": ["ticket:accept", "ticket:view"],
        "place_id": str(cast.places[at]),
    } | more


async def made(client: AsyncClient, cast: Cast, who: str = "community_worker", **more: Any) -> Any:
    headers = await cast.headers(who)
    body = draft(cast, **more)
    answer = await client.post(f"{API}/access/custom-roles", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def appointed(
    client: AsyncClient, cast: Cast, role_id: str, who: str = "community_worker", at: str = HOME
) -> Response:
    key = "grid_id" if at.split("-")[-1][0] in "zgm" else "place_id"
    body = {
        "phone": NEWCOMER,
        "role": "custom",
        "custom_role_id": role_id,
        key: str(cast.places[at]),
        "starts_on": day(-10),
    }
    return await client.post(f"{API}/postings", json=body, headers=await cast.headers(who))


async def permissions(client: AsyncClient, headers: dict[str, str]) -> set[str]:
    return set((await client.get(f"{API}/me", headers=headers)).json()["permissions"])


async def test_it_acts_changes_and_ends_on_the_next_request(
    client: AsyncClient, cast: Cast, queries: Queries
) -> None:
    role = await made(client, cast)
    worker, newcomer = await cast.headers("community_worker"), await cast.headers("newcomer")
    assert "ticket:accept" not in await permissions(client, newcomer)
    posting = await appointed(client, cast, role["id"])
    assert posting.status_code == 201, posting.text
    assert posting.json()["role_title"] == "夜间值班员"
    assert {"ticket:accept", "ticket:view"} <= await permissions(client, newcomer)
    tickets = await client.get(f"{API}/tickets", params={"view": "scope"}, headers=newcomer)
    assert tickets.status_code in {200, 422}

    path = f"{API}/access/custom-roles/{role['id']}"
    change = {"title": "值班员", "permissions": ["ticket:view"]}
    stale = await client.put(path, json=change, headers=worker | {"If-Match": '"v7"'})
    assert stale.status_code == 412
    changed = await client.put(path, json=change, headers=worker | {"If-Match": '"v1"'})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"v2"'
    assert "ticket:accept" not in await permissions(client, newcomer)
    assert "ticket:view" in await permissions(client, newcomer)

    retired = await client.put(f"{path}/retirement", headers=worker)
    assert retired.status_code == 200, retired.text
    assert "ticket:view" not in await permissions(client, newcomer)
    again = await client.put(f"{path}/retirement", headers=worker)
    assert (again.status_code, again.json()["code"]) == (409, "custom_role_retired")
    assert (await appointed(client, cast, role["id"])).json()["code"] == "custom_role_unfit"


async def test_recognising_it_is_still_one_statement(
    client: AsyncClient, cast: Cast, queries: Queries
) -> None:
    role = await made(client, cast)
    assert (await appointed(client, cast, role["id"])).status_code == 201
    newcomer = await cast.headers("newcomer")
    with queries() as seen:
        answer = await client.get(f"{API}/access/roles", headers=newcomer)
    assert answer.status_code == 200
    assert len(seen) == 1, seen


@pytest.mark.parametrize(
    ("who", "change", "status", "code"),
    [
        ("community_worker", {"permissions": ["posting:appoint"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["audit_entry:view"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["custom_role:manage"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["register:reveal"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["ticket:file"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["no:such"]}, 422, "permissions_unfit"),
        ("community_worker", {"permissions": ["check_in:make"]}, 403, "beyond_yourself"),
        ("subdistrict_administrator", {}, 403, "beyond_yourself"),
        (
            *("community_worker", {"permissions": ["register:view"], "held_kind": "compound"}),
            *(422, "custom_role_unfit"),
        ),
        ("community_worker", {"at": NEIGHBOUR}, 404, "not_found"),
        ("community_worker", {"at": "510108000000"}, 404, "not_found"),
        ("community_worker", {"held_kind": "district"}, 422, "held_kind_unfit"),
        ("community_worker", {"held_kind": "kingdom"}, 422, "held_kind_unfit"),
        ("community_worker", {"at": f"{HOME}-c1-b1"}, 422, "held_kind_unfit"),
        ("micro_grid_worker", {}, 403, "permission_missing"),
        ("auditor", {}, 403, "permission_missing"),
        ("resident", {}, 403, "permission_missing"),
    ],
)
async def test_nobody_makes_one_beyond_themselves(
    client: AsyncClient, cast: Cast, who: str, change: dict[str, Any], status: int, code: str
) -> None:
    body, headers = draft(cast, **change), await cast.headers(who)
    answer = await client.post(f"{API}/access/custom-roles", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_it_is_held_inside_its_place_only(client: AsyncClient, cast: Cast) -> None:
    far = await made(client, cast, "far_community_worker", at=NEIGHBOUR)
    grids = await made(client, cast, held_kind="micro_grid")
    for role, at, status, code in [
        (far, HOME, 422, "custom_role_unfit"),
        (grids, HOME, 422, "custom_role_unfit"),
        (grids, f"{NEIGHBOUR}-m01", 404, "not_found"),
        ({"id": str(uuid4())}, HOME, 422, "custom_role_unfit"),
    ]:
        answer = await appointed(client, cast, role["id"], at=at)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert (await appointed(client, cast, grids["id"], at=f"{HOME}-m01")).status_code == 201


async def test_nobody_gives_one_with_rights_that_they_lack(client: AsyncClient, cast: Cast) -> None:
    """The subdistrict may appoint in the community, but not accept its tickets."""
    role = await made(client, cast)
    answer = await appointed(client, cast, role["id"], "subdistrict_administrator")
    assert (answer.status_code, answer.json()["code"]) == (403, "beyond_yourself")


async def test_a_plain_role_takes_no_custom_one(client: AsyncClient, cast: Cast) -> None:
    role, headers = await made(client, cast), await cast.headers("community_worker")
    body = {"phone": NEWCOMER, "starts_on": day(-10), "place_id": str(cast.places[HOME])}
    for wrong in (
        {"role": "custom"},
        {"role": "partner", "custom_role_id": role["id"]},
    ):
        answer = await client.post(f"{API}/postings", json=body | wrong, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "custom_role_unfit")


async def test_others_do_not_see_it(client: AsyncClient, cast: Cast) -> None:
    role = await made(client, cast)
    path = f"{API}/access/custom-roles"
    for who, status in [
        ("grid_chief", 200),
        ("auditor", 200),
        ("district_administrator", 200),
        ("far_community_worker", 404),
        ("micro_grid_worker", 404),
        ("resident", 404),
    ]:
        answer = await client.get(f"{path}/{role['id']}", headers=await cast.headers(who))
        assert answer.status_code == status, who
    far = await client.get(path, headers=await cast.headers("far_community_worker"))
    assert far.json()["items"] == []
    change = {"title": "改", "permissions": ["ticket:view"]}
    headers = await cast.headers("far_community_worker") | {"If-Match": "*"}
    assert (
        await client.put(f"{path}/{role['id']}", json=change, headers=headers)
    ).status_code == 404


async def test_who_had_which_right_when_can_be_told(client: AsyncClient, cast: Cast) -> None:
    """Each change leaves what was before; nobody rewrites it."""
    role = await made(client, cast)
    chief, path = await cast.headers("grid_chief"), f"{API}/access/custom-roles/{role['id']}"
    change = {"title": "日间值班员", "permissions": ["ticket:view"]}
    changed = await client.put(path, json=change, headers=chief | {"If-Match": '"v1"'})
    assert changed.status_code == 200, changed.text
    assert (await client.put(f"{path}/retirement", headers=chief)).status_code == 200
    auditor = await cast.headers("auditor")
    page = (await client.get(f"{path}/editions?limit=2", headers=auditor)).json()
    rest = f"{path}/editions?limit=2&cursor={page['next_cursor']}"
    editions = page["items"] + (await client.get(rest, headers=auditor)).json()["items"]
    by = [str(cast.people[who]) for who in ("grid_chief", "grid_chief", "community_worker")]
    assert [each["made_by_id"] for each in editions] == by
    assert [(e["version"], e["title"], e["permissions"], e["retired"]) for e in editions] == [
        (3, "日间值班员", ["ticket:view"], True),
        (2, "日间值班员", ["ticket:view"], False),
        (1, "夜间值班员", ["ticket:accept", "ticket:view"], False),
    ]
    elsewhere = await cast.headers("far_community_worker")
    assert (await client.get(f"{path}/editions", headers=elsewhere)).status_code == 404
