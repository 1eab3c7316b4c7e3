"""Policies in versions, and what people say to them."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.seed import seed_policies
from shequ_api.kit.clock import utc_now
from tests.base.people.test_merging import merged
from tests.cast import Cast

API = "/api/v1"
NOTICE = f"{API}/me/consents/privacy_notice"


def draft(version: int) -> dict[str, Any]:
    return {
        "version": version,
        "title": "个人信息处理规则",
        "text": f"第 {version} 版：我们处理您的手机号、住址和诉求内容，只为办理您的事项。",
        "legal_basis": "个人信息保护法第十三条第一款第一项",
    }


async def seeded(session: AsyncSession) -> None:
    await seed_policies(session, utc_now())
    await session.commit()


async def test_what_ships_is_read_by_anybody_and_seeded_once(
    client: AsyncClient, session: AsyncSession
) -> None:
    await seeded(session)
    await seeded(session)
    policies = (await client.get(f"{API}/consent-policies")).json()
    assert [(p["code"], p["version"]) for p in policies] == [
        ("privacy_notice", 1),
        ("sensitive_information", 1),
    ]
    assert all(len(policy["text"]) > 100 for policy in policies)


async def test_a_consent_is_given_outdated_given_again_and_taken_back(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await seeded(session)
    resident, city = await cast.headers("resident"), await cast.headers("city_administrator")
    before = (await client.get(f"{API}/me/consents", headers=resident)).json()
    assert [(c["version"], c["current_version"]) for c in before] == [(None, 1), (None, 1)]
    for _ in range(2):  # agreeing twice is agreeing once
        given = await client.put(NOTICE, json={"version": 1}, headers=resident)
        assert given.status_code == 200, given.text
    assert given.json()[0]["given_at"] is not None

    path = f"{API}/consent-policies/privacy_notice/versions"
    assert (await client.post(path, json=draft(2), headers=city)).status_code == 201
    stale = await client.put(NOTICE, json={"version": 1}, headers=resident)
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    mine = (await client.get(f"{API}/me/consents", headers=resident)).json()[0]
    assert (mine["version"], mine["current_version"]) == (1, 2)
    assert (await client.put(NOTICE, json={"version": 2}, headers=resident)).status_code == 200

    taken = (await client.delete(NOTICE, headers=resident)).json()[0]
    assert taken["version"] == 2
    assert taken["withdrawn_at"] is not None
    again = await client.delete(NOTICE, headers=resident)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_withdraw")
    assert (await client.put(NOTICE, json={"version": 2}, headers=resident)).status_code == 200
    assert (await client.get(f"{API}/me/consents", headers=resident)).json()[0][
        "withdrawn_at"
    ] is None


async def test_what_was_taken_back_is_not_revived_by_another_account(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await seeded(session)
    mine, other = await cast.headers("resident"), await cast.headers("newcomer")
    for headers in (mine, other):
        given = await client.put(NOTICE, json={"version": 1}, headers=headers)
        assert given.status_code == 200, given.text
    assert (await client.delete(NOTICE, headers=mine)).status_code == 200
    answer = await merged(client, cast, "resident", "newcomer")
    assert answer.status_code == 201, answer.text
    consents = (await client.get(f"{API}/me/consents", headers=mine)).json()
    [notice] = [each for each in consents if each["code"] == "privacy_notice"]
    assert notice["withdrawn_at"] is not None


async def test_versions_follow_each_other_and_never_change(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await seeded(session)
    city = await cast.headers("city_administrator")
    path = f"{API}/consent-policies/privacy_notice/versions"
    for version in (1, 3):
        answer = await client.post(path, json=draft(version), headers=city)
        assert (answer.status_code, answer.json()["code"]) == (409, "version_not_next")
    worker = await cast.headers("community_worker")
    assert (await client.post(path, json=draft(2), headers=worker)).status_code == 403
    unknown = await client.put(f"{API}/me/consents/no_such", json={"version": 1}, headers=worker)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "policy_unknown")


async def test_retention_is_told_to_everybody(client: AsyncClient) -> None:
    rules = (await client.get(f"{API}/retention-rules")).json()
    assert rules
    assert all(rule["kept_for"] and rule["reason"] for rule in rules)
