"""Signed-in places, shut accounts, one WeChat user in two mini-programs, organisations."""

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.account_models import PersonDisabling
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.service import recognise_account
from shequ_api.base.wechat.protocol import WeChatSession
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import API, ask, day
from tests.cast import HOME, Cast


async def test_a_sign_in_elsewhere_is_ended(client: AsyncClient, cast: Cast) -> None:
    lost, here = await cast.headers("resident"), await cast.headers("resident")
    listed = (await client.get(f"{API}/me/sessions", headers=lost)).json()["items"]
    [its_id] = [item["id"] for item in listed if item["current"]]
    assert len(listed) == 2
    foreign = await ask(client, cast, "newcomer", "DELETE", f"/me/sessions/{its_id}")
    assert foreign.status_code == 404
    ended = await client.delete(f"{API}/me/sessions/{its_id}", headers=here)
    assert ended.status_code == 204
    assert (await client.get(f"{API}/me", headers=lost)).status_code == 401
    left = (await client.get(f"{API}/me/sessions", headers=here)).json()["items"]
    assert [item["current"] for item in left] == [True]


async def test_a_shut_account_is_out_on_the_next_request(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("micro_grid_worker")
    path = f"/persons/{cast.people['micro_grid_worker']}"
    why = {"reason": "账号被盗用"}
    who = "subdistrict_administrator"
    shut = await ask(client, cast, who, "PUT", f"{path}/disabling", json=why)
    assert shut.status_code == 200, shut.text
    assert shut.json()["disabled_at"] is not None
    assert (await client.get(f"{API}/me", headers=headers)).status_code == 401
    again = await ask(client, cast, who, "PUT", f"{path}/disabling", json=why)
    assert (again.status_code, again.json()["code"]) == (409, "already_disabled")
    opened = await ask(client, cast, who, "PUT", f"{path}/enabling", json=why)
    assert opened.json()["disabled_at"] is None
    assert (await client.get(f"{API}/me", headers=headers)).status_code == 401, "signs in anew"
    assert (await ask(client, cast, "micro_grid_worker", "GET", "/me")).status_code == 200
    row = (await session.scalars(select(PersonDisabling))).one()
    assert row.enabled_by_id == row.disabled_by_id == cast.people[who]


async def test_who_shuts_whose_account(client: AsyncClient, cast: Cast) -> None:
    for who, member, status, code in [
        ("community_worker", "micro_grid_worker", 403, "permission_missing"),
        ("subdistrict_administrator", "subdistrict_administrator", 403, "not_for_yourself"),
        ("subdistrict_administrator", "far_community_worker", 404, "not_found"),
        ("subdistrict_administrator", "far_resident", 404, "not_found"),
        ("subdistrict_administrator", "newcomer", 404, "not_found"),
        ("district_administrator", "auditor", 403, "beyond_yourself"),
        ("subdistrict_administrator", "district_administrator", 404, "not_found"),
        ("subdistrict_administrator", "resident", 200, None),
    ]:
        path = f"/persons/{cast.people[member]}/disabling"
        answer = await ask(client, cast, who, "PUT", path, json={"reason": "核查"})
        assert answer.status_code == status, (who, member, answer.text)
        assert answer.json().get("code") == code, (who, member)


async def test_one_wechat_user_in_two_mini_programs_is_one_person(session: AsyncSession) -> None:
    now = utc_now()
    first = await recognise_account(session, "wx-a", WeChatSession("open-a", "union-1"), now=now)
    second = await recognise_account(session, "wx-b", WeChatSession("open-b", "union-1"), now=now)
    other = await recognise_account(session, "wx-b", WeChatSession("open-c", "union-2"), now=now)
    without = await recognise_account(session, "wx-b", WeChatSession("open-d", None), now=now)
    assert first.id == second.id
    assert len({first.id, other.id, without.id}) == 3
    # Bound to the open platform later: the account learns its unionid, and the next app finds it.
    await recognise_account(session, "wx-b", WeChatSession("open-d", "union-4"), now=now)
    await session.flush()
    third = await recognise_account(session, "wx-c", WeChatSession("open-e", "union-4"), now=now)
    assert third.id == without.id
    accounts = select(func.count()).where(WeChatAccount.person_id == first.id)
    assert await session.scalar(accounts) == 2
    assert await session.scalar(select(func.count()).where(Person.created_at == now)) == 3


async def test_a_partner_is_listed_renamed_and_leaves(client: AsyncClient, cast: Cast) -> None:
    draft = {
        "name": "益家便民店",
        "partner_kind": "business",
        "community_id": str(cast.places[HOME]),
    }
    worker = "community_worker"
    made = await ask(client, cast, worker, "POST", "/organisations", json=draft)
    path = f"/organisations/{made.json()['id']}"
    for who, status in [
        ("far_community_worker", 404),
        ("resident", 404),
        ("grid_chief", 200),
        ("subdistrict_administrator", 200),
        ("auditor", 200),
    ]:
        assert (await ask(client, cast, who, "GET", path)).status_code == status, who
    listed = await ask(client, cast, "district_administrator", "GET", "/organisations")
    assert {"益家便民店", "甲伙伴商店", "乙伙伴商店"} == {i["name"] for i in listed.json()["items"]}
    named = await ask(client, cast, worker, "PUT", f"{path}/name", json={"name": "益家"})
    assert named.json()["name"] == "益家"
    auditor = await ask(client, cast, "auditor", "PUT", f"{path}/name", json={"name": "益"})
    assert auditor.status_code == 403

    body = {
        "phone": "13900000005",
        "role": "partner",
        "place_id": str(cast.places[HOME]),
        "organisation_id": made.json()["id"],
        "starts_on": day(-10),
    }
    posting = await ask(client, cast, worker, "POST", "/postings", json=body)
    assert posting.status_code == 201, posting.text
    used = await ask(client, cast, worker, "PUT", f"{path}/end")
    assert (used.status_code, used.json()["code"]) == (409, "organisation_in_use")
    await ask(client, cast, worker, "PUT", f"/postings/{posting.json()['id']}/end")
    assert (await ask(client, cast, worker, "PUT", f"{path}/end")).status_code == 200
    late = await ask(client, cast, worker, "POST", "/postings", json=body)
    assert (late.status_code, late.json()["code"]) == (409, "organisation_ended")
    gone = await ask(client, cast, worker, "GET", "/organisations", params={"ended": "true"})
    assert [item["name"] for item in gone.json()["items"]] == ["益家"]
    compound = draft | {"community_id": str(cast.places[f"{HOME}-c1"])}
    outside = await ask(client, cast, worker, "POST", "/organisations", json=compound)
    assert outside.json()["code"] == "organisation_outside"
