"""Somebody whom staff entered has an account by now: the two become one, or they do not."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.models import Mandate, PersonRecord
from shequ_api.base.people.account_models import PersonMerge
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import ENTRY, TICKET, enter, terms
from tests.base.living import OTHER_EMPTY, Street, said
from tests.counting import Queries

WORKER, OLD = "micro_grid_worker", "newcomer"
"""At the door; and the account of whoever was entered."""
NUMBER = str(ENTRY["phone"])


async def code_of(street: Street, who: str = OLD) -> str:
    answer = await street.ask(who, "POST", "/me/merge-codes")
    return str(answer.json()["code"])


async def entered(street: Street, **changes: Any) -> str:
    """The id of a person at the dwelling of the account."""
    answer = await enter(street, **changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["person_id"])


async def found(street: Street, who: str = WORKER) -> list[dict[str, Any]]:
    body = {"code": await code_of(street)}
    answer = await street.ask(who, "POST", "/person-records/candidates", body)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["candidates"])


async def merge(street: Street, record: str, who: str = WORKER, **body: Any) -> Response:
    code = body.pop("code", None) or await code_of(street)
    headers = {"Idempotency_Key": body.pop("key", str(uuid4()))}
    body |= {"person_id": record, "code": code}
    return await street.ask(who, "POST", "/person-records/merges", body, **headers)


async def bound(session: AsyncSession, parts: Parts, street: Street) -> None:
    """The account has the number that was told for the record."""
    person = await session.get_one(Person, street.cast.people[OLD])
    parts.get(PhoneBook).write(person, NUMBER)
    await session.commit()


async def proven(street: Street, name: str) -> None:
    shown = (await street.ask(OLD, "POST", "/me/identity-codes")).json()["code"]
    proof = {"code": shown, "name": name}
    answer = await street.ask("community_worker", "POST", "/proofs", proof)
    assert answer.status_code == 201, answer.text


async def test_what_was_entered_becomes_the_accounts(street: Street, session: AsyncSession) -> None:
    record = await entered(street, name="戊 居民")
    said_so = {"principal_id": record, "evidence_kind": "counter", "note": "当面说的"}
    mandate = (await street.ask(WORKER, "POST", "/mandates", terms(**said_so))).json()["id"]
    filed = await street.ask(WORKER, "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate)
    await street.settled(OLD, OTHER_EMPTY, "family")

    [shown] = await found(street)
    assert (shown["person_id"], shown["person_name"]) == (record, "戊*民")
    assert (shown["phone"], shown["names_agree"]) == ("139******66", True)
    assert (shown["same_dwelling"], shown["same_phone"]) == (True, False)

    tried = await merge(street, record, dry_run=True)
    assert (tried.status_code, tried.json()["dry_run"]) == (201, True), tried.text
    assert await session.scalar(select(func.count()).select_from(PersonMerge)) == 0
    code = await code_of(street)
    done = [await merge(street, record, code=code, key="twice-twice-twice") for _ in range(2)]
    assert [answer.status_code for answer in done] == [201, 201], done[0].text
    assert done[0].json() == done[1].json()
    assert done[0].json()["told"] == tried.json()["told"]

    [home] = (await street.got(OLD, "/me"))["residencies"]
    assert home["belonging"] == "owner", "what was verified first"
    assert (await street.ask(OLD, "GET", f"/tickets/{filed.json()['id']}")).status_code == 200
    [past] = (await street.got(OLD, "/me/merges"))["items"]
    assert past["merged_by_name"] == "甲微格"
    assert any("代办授权已结束" in line for line in past["told"])
    over = await street.ask(WORKER, "POST", "/tickets", TICKET, X_On_Behalf_Of=mandate)
    assert said(over) == (403, "mandate_unknown")
    row = await session.get_one(Mandate, UUID(mandate), populate_existing=True)
    people = street.cast.people
    assert (row.principal_id, row.recorded_by_id) == (people[OLD], people[WORKER])
    [own] = (await street.got(OLD, "/me/mandates"))["items"]
    assert (own["id"], own["uses"]) == (mandate, 1)
    told = await session.get_one(PersonRecord, people[OLD], populate_existing=True)
    assert (told.phone_sealed, told.phone_index) == (None, None)
    assert await found(street) == []


async def test_a_number_alone_merges_nobody(
    street: Street, session: AsyncSession, parts: Parts
) -> None:
    """The new owner of a number, who may even know the name, gets nothing of its last one."""
    record = await entered(street)
    await bound(session, parts, street)
    [shown] = await found(street)
    assert (shown["same_phone"], shown["same_dwelling"]) == (True, False)
    alone = (409, "number_alone")
    assert said(await merge(street, record)) == alone
    assert said(await merge(street, record, reason="renamed")) == alone
    named = await street.ask(OLD, "PUT", "/me/profile", {"name": "赵奶奶"})
    assert named.status_code == 200
    assert said(await merge(street, record)) == alone, "a name that one says oneself"
    await proven(street, "钱桂芳")
    assert said(await merge(street, record, reason="nickname")) == alone
    await proven(street, "赵奶奶")
    assert (await merge(street, record)).status_code == 201


async def test_other_names_need_a_reason(street: Street) -> None:
    record = await entered(street)
    await street.settled(OLD, OTHER_EMPTY, "family")
    assert said(await merge(street, record)) == (422, "names_disagree")
    assert (await merge(street, record, reason="she says so")).status_code == 422
    done = await merge(street, record, reason="nickname")
    assert done.status_code == 201, done.text
    assert any("小名" in line for line in done.json()["told"])
    assert (await street.got(OLD, "/me"))["name"] == "戊居民"


async def test_who_may_not(street: Street) -> None:
    """Strangers, whoever has no right, one's own account, and people who are no records."""
    record = await entered(street)
    await street.settled(OLD, OTHER_EMPTY, "family")
    for who in ("far_community_worker", "next_micro_worker"):
        assert said(await merge(street, record, who)) == (404, "not_found"), who
    for who in ("resident", "subdistrict_administrator"):
        assert said(await merge(street, record, who)) == (403, "permission_missing"), who
    own = await code_of(street, WORKER)
    assert said(await merge(street, record, code=own)) == (403, "not_for_yourself")
    assert said(await merge(street, record, code="7KQM-3XWD-9TFA")) == (410, "merge_code_gone")
    resident = str(street.cast.people["resident"])
    assert said(await merge(street, resident)) == (409, "not_a_record")
    assert await found(street, "community_worker") != []
    assert await found(street, "far_community_worker") == []
    searched = await street.ask(
        "resident", "POST", "/person-records/candidates", {"code": await code_of(street)}
    )
    assert said(searched) == (403, "permission_missing")


async def test_nothing_in_common(street: Street) -> None:
    """A namesake is nobody; a mere claim to live there is no dwelling of theirs."""
    record = await entered(street, name="戊居民")
    await street.claimed(OLD, OTHER_EMPTY, "family")
    assert await found(street) == []
    assert said(await merge(street, record)) == (409, "nothing_in_common")


async def test_whom_one_lets_act_for_oneself_is_another(street: Street) -> None:
    """The daughter, at the same door, with the same name."""
    record = await entered(street, name="戊居民")
    told = {"principal_id": record, "evidence_kind": "counter", "note": "当面说的"}
    given = terms(agent_phone="13900000005", **told)
    made = await street.ask(WORKER, "POST", "/mandates", given)
    await street.ask(WORKER, "PUT", f"/mandates/{made.json()['id']}/revocation")
    await street.settled(OLD, OTHER_EMPTY, "family")
    assert said(await merge(street, record)) == (409, "two_persons")


@pytest.mark.parametrize("records", [1, 3])
async def test_finding_asks_little(street: Street, queries: Queries, records: int) -> None:
    for number in range(records):
        await entered(street, name=f"某人{number}", phone=None)
    await street.settled(OLD, OTHER_EMPTY, "family")
    body = {"code": await code_of(street)}
    with queries() as seen:
        answer = await street.ask(WORKER, "POST", "/person-records/candidates", body)
    assert len(answer.json()["candidates"]) == records
    assert len(seen) <= 5, "\n".join(seen)
