"""Finding whom a question is about, by their number."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from shequ_api.base.people.models import Person
from shequ_api.base.rights.searching import Searches
from shequ_api.kit.http.parts import Parts
from tests.cast import MEMBERS, Cast

API = "/api/v1"
PHONES = {member.key: member.phone for member in MEMBERS}
NOBODYS = "13999999999"


@pytest.fixture(autouse=True)
def fresh_counts(parts: Parts) -> Iterator[None]:
    """Nobody has searched yet."""
    kept = parts.get(Searches)
    parts.add(Searches())
    yield
    parts.add(kept)


async def search(client: AsyncClient, cast: Cast, asker: str, number: str, **more: Any) -> Any:
    body = {"phone": number, "purpose": "audit", "reason": "来电询问"} | more
    headers = await cast.headers(asker)
    return await client.post(f"{API}/access/person-searches", json=body, headers=headers)


async def test_found_masked_and_on_record(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    answer = await search(client, cast, "subdistrict_administrator", PHONES["resident"])
    person_id = str(cast.people["resident"])
    found = {"person_id": person_id, "name": "甲*民", "phone": "139******01"}
    assert answer.json() == {"items": [found]}
    looks = select(AccessLook).where(AccessLook.person_id == cast.people["resident"])
    [look] = (await session.scalars(looks)).all()
    assert look.reader_id == cast.people["subdistrict_administrator"]
    assert (look.subject_kind, look.fields) == ("person", ["name", "phone"])
    assert (look.purpose, look.reason) == ("audit", "来电询问")
    theirs = await client.get(f"{API}/me/access-log", headers=await cast.headers("resident"))
    assert [item["purpose"] for item in theirs.json()["items"]] == ["audit"]
    # What was found is what may be asked about.
    question = {"person_id": person_id, "operation": "get_me"}
    headers = await cast.headers("subdistrict_administrator")
    told = await client.post(f"{API}/access/explanations", json=question, headers=headers)
    assert told.status_code == 200


async def test_strangers_and_nobody_are_alike(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """Who lives elsewhere, who belongs nowhere yet, and a number of nobody."""
    answers = [
        await search(client, cast, "subdistrict_administrator", phone)
        for phone in (PHONES["far_resident"], PHONES["newcomer"], NOBODYS)
    ]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"items": []})] * 3
    assert await session.scalar(select(AccessLook.id)) is None


async def test_accounts_that_gave_their_number_up_are_not_found(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    of = Person.id == cast.people["resident"]
    await session.execute(update(Person).where(of).values(phone_index=None, phone_sealed=None))
    await session.commit()
    answer = await search(client, cast, "subdistrict_administrator", PHONES["resident"])
    assert answer.json() == {"items": []}


@pytest.mark.parametrize(
    ("asker", "more", "status", "code"),
    [
        ("community_worker", {}, 403, "permission_missing"),
        ("resident", {}, 403, "permission_missing"),
        ("auditor", {"phone": "139"}, 422, "malformed"),
        ("auditor", {"purpose": "curiosity"}, 422, "malformed"),
        ("auditor", {"purpose": None}, 422, "malformed"),
    ],
)
async def test_who_may_and_how(
    client: AsyncClient, cast: Cast, asker: str, more: dict[str, Any], status: int, code: str
) -> None:
    answer = await search(client, cast, asker, PHONES["resident"], **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert PHONES["resident"] not in answer.text


async def test_nobody_tries_out_numbers(client: AsyncClient, cast: Cast, parts: Parts) -> None:
    """By who asks, found or not; another administrator is not hindered."""
    parts.add(Searches(per_minute=3))
    asker = "subdistrict_administrator"
    numbers = [f"1399999{number:04}" for number in range(4)]
    answers = [await search(client, cast, asker, number) for number in numbers]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_searches"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert (await search(client, cast, "auditor", PHONES["resident"])).status_code == 200


async def test_questions_about_rights_have_a_limit(
    client: AsyncClient, cast: Cast, parts: Parts
) -> None:
    parts.add(Searches(questions_per_minute=3))
    headers = await cast.headers("district_administrator")
    body = {"person_id": str(cast.people["resident"]), "permission": "ticket:file"}
    codes = []
    for _ in range(4):
        answer = await client.post(f"{API}/access/explanations", json=body, headers=headers)
        codes.append(answer.status_code)
    assert codes == [200, 200, 200, 429]
    assert "Retry-After" in answer.headers
