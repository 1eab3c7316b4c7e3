"""Every change by somebody known leaves one entry in its transaction, and nothing else does."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.checker import Checker
from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.seals import Seals
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.audit.conftest import entries
from tests.cast import HOME, Cast
from tests.counting import Queries

API = "/api/v1"
COLUMNS = [column.name for column in AuditEntry.__table__.columns]
SECRET = "金丝雀楼道堆了垃圾"


async def filed(client: AsyncClient, cast: Cast, who: str = "resident", **more: str) -> Any:
    place_id = str(cast.places[f"{HOME}-c1-b1"])
    body = {"service_code": "environment", "text": SECRET, "place_id": place_id}
    headers = await cast.headers(who) | more
    return await client.post(f"{API}/tickets", json=body, headers=headers)


async def test_a_change_leaves_one_entry(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    before = len(await entries(session))
    made = await filed(client, cast)
    assert made.status_code == 201, made.text
    worker = await cast.headers("community_worker")
    ticket_id = made.json()["id"]
    taken = await client.post(f"{API}/tickets/{ticket_id}/acceptance", headers=worker, json={})
    assert taken.status_code == 200, taken.text
    filing, acceptance = (await entries(session))[before:]
    assert filing.person_id == cast.people["resident"]
    assert (filing.role, filing.posting_id, filing.operation) == ("resident", None, "file_ticket")
    assert filing.subject_ids == [UUID(ticket_id)], "the id of what was made"
    assert filing.district_id == cast.places["510108000000"], "of what was changed"
    assert filing.request_id == made.headers["x-request-id"]
    assert acceptance.person_id == cast.people["community_worker"]
    assert acceptance.parameters == {"ticket_id": ticket_id}
    assert acceptance.posting_id is not None
    assert acceptance.district_id == filing.district_id
    for entry in (filing, acceptance):
        kept = [str(getattr(entry, column)) for column in COLUMNS]
        assert not [text for text in kept if "金丝雀" in text]


async def test_what_takes_no_key_leaves_one_where_it_writes(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    resident, worker = await cast.headers("resident"), await cast.headers("community_worker")
    before = len(await entries(session))
    shown = await client.post(f"{API}/me/identity-codes", headers=resident)
    assert shown.status_code == 201, shown.text
    searched = await client.post(
        f"{API}/register/people/searches", json={"name": "甲居"}, headers=worker
    )
    assert searched.status_code == 200, searched.text
    assert [entry.operation for entry in (await entries(session))[before:]] == [
        "show_identity_code"
    ]


async def test_what_changes_nothing_leaves_none(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    ticket = (await filed(client, cast, **key)).json()
    before = len(await entries(session))
    replayed = await filed(client, cast, **key)
    assert replayed.headers["idempotency-replayed"] == "true"
    resident = await cast.headers("resident")
    path = f"{API}/tickets/{ticket['id']}"
    assert (await client.get(path, headers=resident)).status_code == 200
    refused = await client.post(f"{path}/acceptance", headers=resident, json={})
    assert refused.status_code == 403
    absent = await client.post(f"{API}/tickets/{uuid4()}/acceptance", headers=resident, json={})
    assert absent.status_code == 404
    assert (await client.post(f"{API}/auth/refreshes", json={})).status_code == 422
    assert len(await entries(session)) == before


async def test_it_costs_one_statement(client: AsyncClient, cast: Cast, queries: Queries) -> None:
    headers = await cast.headers("resident")
    with queries() as seen:
        await client.put(f"{API}/me/profile", json={"name": "新名"}, headers=headers)
    assert [statement for statement in seen if "audit" in statement] == [
        statement for statement in seen if statement.startswith("INSERT INTO audit_log")
    ]
    assert sum("audit_log" in statement for statement in seen) == 1


async def test_no_entry_no_change(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """Where the log cannot be written, nothing is."""
    headers = await cast.headers("resident")

    def fail(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("no room"))

    event.listen(AuditEntry, "before_insert", fail)
    try:
        answer = await client.put(f"{API}/me/profile", json={"name": "改名"}, headers=headers)
    finally:
        event.remove(AuditEntry, "before_insert", fail)
    assert answer.status_code == 503
    assert (await client.get(f"{API}/me", headers=headers)).json()["name"] == "甲居民"


async def test_entries_made_over_http_hold(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    """What the database gives back has the digest of what was written."""
    await filed(client, cast)
    session.expire_all()
    report = await Checker(session, parts.get(Seals), now=utc_now()).run()
    assert report.pending >= 1
    assert not report.findings


@pytest.mark.parametrize(
    ("reader", "status", "sees"),
    [
        ("district_administrator", 200, True),
        ("subdistrict_administrator", 200, True),
        ("city_administrator", 200, True),
        ("auditor", 200, True),
        ("community_worker", 403, False),
        ("grid_chief", 403, False),
        ("resident", 403, False),
        ("department_officer", 403, False),
    ],
)
async def test_who_reads_it(
    client: AsyncClient, cast: Cast, reader: str, status: int, sees: bool
) -> None:
    ticket_id = (await filed(client, cast)).json()["id"]
    worker = await cast.headers("community_worker")
    await client.post(f"{API}/tickets/{ticket_id}/acceptance", headers=worker, json={})
    answer = await client.get(
        f"{API}/audit-log", params={"subject_id": ticket_id}, headers=await cast.headers(reader)
    )
    assert answer.status_code == status, answer.text
    if sees:
        lines = answer.json()["items"]
        assert [line["operation"] for line in lines] == ["accept_ticket", "file_ticket"]
        assert lines[0]["role_title"] == "社区工作者"
        assert lines[0]["operation_title"] != "accept_ticket"


async def test_filters(client: AsyncClient, cast: Cast) -> None:
    await filed(client, cast)
    await filed(client, cast, who="same_building")
    headers = await cast.headers("auditor")

    async def asked(**question: str) -> list[Any]:
        answer = await client.get(f"{API}/audit-log", params=question, headers=headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    person_id = str(cast.people["resident"])
    assert {line["person_id"] for line in await asked(person_id=person_id)} == {person_id}
    assert len(await asked(operation="file_ticket")) == 2
    assert await asked(operation="set_my_ticket_rating") == []
    assert await asked(to="2026-01-01") == []
    assert len(await asked(**{"from": "2026-01-01", "to": "2099-12-31"})) == 2
    wrong = {"from": "2026-02-01", "to": "2026-01-01"}
    answer = await client.get(f"{API}/audit-log", params=wrong, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "days_unfit")
