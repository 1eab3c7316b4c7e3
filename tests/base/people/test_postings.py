"""Appointments, acting postings, organisations and residencies over HTTP."""

from typing import Any

from httpx import AsyncClient

from tests.base.people.asking import day
from tests.cast import HOME, NEIGHBOUR, Cast

API = "/api/v1"


def appointment(cast: Cast, role: str, at: str, phone: str = "13900000005") -> dict[str, Any]:
    key = "grid_id" if at.split("-")[-1][0] in "zgm" else "place_id"
    return {"phone": phone, "role": role, key: str(cast.places[at]), "starts_on": day(-10)}


async def test_an_appointment_acts_on_the_next_request(client: AsyncClient, cast: Cast) -> None:
    newcomer = await cast.headers("newcomer")
    assert (await client.get(f"{API}/me", headers=newcomer)).json()["acting_role"] == "resident"
    worker = await cast.headers("community_worker")
    body = appointment(cast, "micro_grid_worker", f"{HOME}-m03")
    made = await client.post(f"{API}/postings", json=body, headers=worker)
    assert made.status_code == 201, made.text
    assert made.json()["scope_name"] == "西苑1栋微网格"
    me = (await client.get(f"{API}/me", headers=newcomer)).json()
    assert (me["acting_role"], me["acting_posting_id"]) == ("micro_grid_worker", made.json()["id"])
    assert "residency:verify" in me["permissions"]

    ended = await client.put(f"{API}/postings/{made.json()['id']}/end", headers=worker)
    assert ended.status_code == 200, ended.text
    assert (await client.get(f"{API}/me", headers=newcomer)).json()["acting_role"] == "resident"
    again = await client.put(f"{API}/postings/{made.json()['id']}/end", headers=worker)
    assert (again.status_code, again.json()["code"]) == (409, "posting_ended")


async def test_nobody_grants_beyond_themselves(client: AsyncClient, cast: Cast) -> None:
    worker = await cast.headers("community_worker")
    for role, at, status, code in [
        ("community_worker", HOME, 403, "beyond_yourself"),
        ("district_administrator", "510108000000", 404, "not_found"),
        ("micro_grid_worker", f"{NEIGHBOUR}-m01", 404, "not_found"),
        ("micro_grid_worker", f"{HOME}-g01", 422, "scope_unfit"),
        ("general_grid_worker", HOME, 422, "scope_unfit"),
        ("resident", HOME, 422, "scope_unfit"),
    ]:
        answer = await client.post(
            f"{API}/postings", json=appointment(cast, role, at), headers=worker
        )
        assert (answer.status_code, answer.json()["code"]) == (status, code), role
    micro = await cast.headers("micro_grid_worker")
    body = appointment(cast, "micro_grid_worker", f"{HOME}-m01")
    refused = await client.post(f"{API}/postings", json=body, headers=micro)
    assert refused.json()["permission"] == "posting:appoint"


async def test_nobody_appoints_themselves(client: AsyncClient, cast: Cast) -> None:
    for key, phone, role, at in [
        ("community_worker", "13900000021", "micro_grid_worker", f"{HOME}-m01"),
        ("district_administrator", "13900000041", "community_worker", HOME),
    ]:
        answer = await client.post(
            f"{API}/postings",
            json=appointment(cast, role, at, phone),
            headers=await cast.headers(key),
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not_for_yourself"), key


async def test_unfit_appointments(client: AsyncClient, cast: Cast) -> None:
    worker = await cast.headers("community_worker")
    body = appointment(cast, "micro_grid_worker", f"{HOME}-m01")
    nobody = await client.post(
        f"{API}/postings", json=body | {"phone": "13999999999"}, headers=worker
    )
    assert nobody.json()["code"] == "person_not_found"
    both = body | {"place_id": str(cast.places[HOME])}
    two = await client.post(f"{API}/postings", json=both, headers=worker)
    assert two.json()["code"] == "one_place_or_grid"
    taken = body | {"phone": "13900000011"}
    same = await client.post(f"{API}/postings", json=taken, headers=worker)
    assert (same.status_code, same.json()["code"]) == (409, "posting_taken")
    backwards = body | {"ends_on": "2026-01-01"}
    wrong = await client.post(f"{API}/postings", json=backwards, headers=worker)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "dates_unfit")


async def test_one_of_several_postings_is_chosen_by_header(client: AsyncClient, cast: Cast) -> None:
    worker = await cast.headers("community_worker")
    body = appointment(cast, "general_grid_worker", f"{HOME}-g01", phone="13900000011")
    second = (await client.post(f"{API}/postings", json=body, headers=worker)).json()
    headers = await cast.headers("micro_grid_worker")
    undecided = (await client.get(f"{API}/me", headers=headers)).json()
    assert undecided["acting_role"] == "resident"
    assert len(undecided["postings"]) == 2
    chosen = headers | {"X-Acting-Posting": second["id"]}
    me = (await client.get(f"{API}/me", headers=chosen)).json()
    assert me["acting_role"] == "general_grid_worker"
    self_ = await client.get(f"{API}/me", headers=headers | {"X-Acting-Posting": "self"})
    assert self_.json()["acting_role"] == "resident"
    other = headers | {"X-Acting-Posting": str(cast.people["partner"])}
    refused = await client.get(f"{API}/me", headers=other)
    assert (refused.status_code, refused.json()["code"]) == (403, "posting_unknown")


async def test_postings_are_listed_in_scope(client: AsyncClient, cast: Cast) -> None:
    worker = await cast.headers("community_worker")
    listed = (await client.get(f"{API}/postings", headers=worker)).json()["items"]
    names = {item["person_name"] for item in listed}
    assert {"甲微格", "乙微格", "甲网格", "甲社工", "甲伙伴"} <= names
    assert not names & {"乙社工", "乙伙伴", "甲区管"}
    resident = await cast.headers("resident")
    assert (await client.get(f"{API}/postings", headers=resident)).status_code == 403


async def test_a_residency_is_claimed_and_verified_at_the_door(
    client: AsyncClient, cast: Cast
) -> None:
    newcomer = await cast.headers("newcomer")
    dwelling = str(cast.places[f"{HOME}-c1-b1-u1-d201"])
    claim = {"dwelling_id": dwelling, "belonging": "tenant", "starts_on": "2026-03-01"}
    made = await client.post(f"{API}/me/residencies", json=claim, headers=newcomer)
    assert (made.status_code, made.json()["verified_at"]) == (201, None)
    twice = await client.post(f"{API}/me/residencies", json=claim, headers=newcomer)
    assert (twice.status_code, twice.json()["code"]) == (409, "residency_claimed")
    building = claim | {"dwelling_id": str(cast.places[f"{HOME}-c1-b1"])}
    unfit = await client.post(f"{API}/me/residencies", json=building, headers=newcomer)
    assert unfit.json()["code"] == "not_a_dwelling"

    url = f"{API}/residencies/{made.json()['id']}/verification"
    far = await client.put(url, headers=await cast.headers("next_micro_worker"))
    assert far.status_code == 404
    micro = await cast.headers("micro_grid_worker")
    waiting = (await client.get(f"{API}/residencies", headers=micro)).json()["items"]
    assert [item["id"] for item in waiting] == [made.json()["id"]]
    verified = await client.put(url, headers=micro)
    assert verified.json()["verified_at"].endswith("+08:00")
    again = await client.put(url, headers=micro)
    assert (again.status_code, again.json()["code"]) == (409, "residency_verified")


async def test_a_partner_organisation_is_entered(client: AsyncClient, cast: Cast) -> None:
    worker = await cast.headers("community_worker")
    draft = {
        "name": "益家便民店",
        "partner_kind": "business",
        "community_id": str(cast.places[HOME]),
    }
    made = await client.post(f"{API}/organisations", json=draft, headers=worker)
    assert made.status_code == 201, made.text
    foreign = draft | {"community_id": str(cast.places[NEIGHBOUR])}
    refused = await client.post(f"{API}/organisations", json=foreign, headers=worker)
    assert refused.status_code == 404


async def test_i_say_my_name(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("newcomer")
    named = await client.put(f"{API}/me/profile", json={"name": "新名"}, headers=headers)
    assert named.json()["name"] == "新名"
