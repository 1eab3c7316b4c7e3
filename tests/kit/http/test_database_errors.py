"""What the database says, as a client hears it; and connections lost at the worst instant."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.orm.exc import StaleDataError
from structlog.testing import capture_logs

from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.module import MODULE as EVENTS
from shequ_api.cli.database import Addresses
from shequ_api.kit import db, embedded
from shequ_api.kit.db import Constraints, Database, open_database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.errors import NotNow, Unavailable
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from tests.kit.http.lossy import Wire, lossy
from tests.kit.http.tiny import CANARY, MarkDraft, Somebody, add_mark, client_of, labels, tiny_app

router = Router()


class Taken(NotNow):
    code, title = "label_taken", "这个名字已有人用"


CONSTRAINTS = Constraints({"uq_marks_label": Taken} | EVENTS.constraints)


@router.post("/marks", status_code=201)
async def add(draft: MarkDraft, who: Somebody, session: Session) -> dict[str, Any]:
    return {"id": await add_mark(session, draft.label, draft.size)}


@router.post("/blanks", dependencies=[PUBLIC])
async def add_blank(draft: MarkDraft, session: Session) -> None:
    await session.execute(text("INSERT INTO marks (label) VALUES (NULL)"))


@router.put("/marks/{label}")
async def put(label: str, who: Somebody, session: Session) -> dict[str, Any]:
    return {"id": await add_mark(session, label)}


@router.get("/marks", dependencies=[PUBLIC])
async def count(session: Session) -> dict[str, Any]:
    return {"count": await session.scalar(text("SELECT count(*) FROM marks"))}


@router.get("/naps", dependencies=[PUBLIC])
async def nap(session: Session) -> None:
    await session.execute(text("SELECT pg_sleep(0.2)"))


@router.post("/errors", dependencies=[PUBLIC])
async def err(draft: MarkDraft, session: Session) -> None:
    body = f"BEGIN RAISE EXCEPTION '{CANARY}' USING ERRCODE = '{draft.label}'; END"
    await session.execute(text(f"DO $$ {body} $$"))


def serving(database: Database) -> AsyncClient:
    app: FastAPI = tiny_app(router, database, constraints=CONSTRAINTS)
    return client_of(app, **{"x-who": "a"})


@pytest.fixture
async def client(database: Database) -> AsyncIterator[AsyncClient]:
    async with serving(database) as client:
        yield client


async def test_a_constraint_reads_as_its_refusal(client: AsyncClient) -> None:
    assert (await client.post("/marks", json={"label": CANARY})).status_code == 201
    twice = await client.post("/marks", json={"label": CANARY})
    assert (twice.status_code, twice.json()["code"]) == (409, "label_taken")
    assert CANARY not in twice.text


async def test_what_was_translated_is_logged(client: AsyncClient) -> None:
    with capture_logs() as logs:
        for _ in range(2):
            await client.post("/marks", json={"label": CANARY})
    [told] = [log for log in logs if log["event"] == "database_error"]
    assert told["code"] == "label_taken"
    assert "23505" in told["trace"][0]
    assert CANARY not in str(told)


@pytest.mark.parametrize(
    ("body", "sqlstate"),
    [({"label": "x", "size": -1}, "23514"), ({"label": "a", "unset": True}, "23502")],
)
async def test_a_rule_that_we_forgot_to_check_is_a_fault(
    client: AsyncClient, body: dict[str, Any], sqlstate: str
) -> None:
    with capture_logs() as logs:
        path = "/blanks" if body.pop("unset", False) else "/marks"
        answer = await client.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    [fault] = [log for log in logs if log["event"] == "fault"]
    assert sqlstate in fault["trace"][0]


async def test_a_unique_index_that_nobody_named_is_a_conflict(database: Database) -> None:
    async with client_of(tiny_app(router, database), **{"x-who": "a"}) as client:
        answers = [await client.post("/marks", json={"label": "x"}) for _ in range(2)]
    assert (answers[1].status_code, answers[1].json()["code"]) == (409, "constraint")


async def test_a_race_reads_like_the_rule(client: AsyncClient, database: Database) -> None:
    answers = await asyncio.gather(
        *(client.post("/marks", json={"label": "one"}) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert {answer.json()["code"] for answer in answers if answer.is_error} == {"label_taken"}
    assert await labels(database) == ["one"]


@pytest.mark.parametrize(
    "body",
    [{"label": "a\x00b"}, {"label": "x", "size": 2**31}, {"label": "x", "size": 2**63}],
    ids=["NUL", "beyond integer", "beyond bigint"],
)
async def test_what_no_column_holds(client: AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post("/marks", json=body)
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


async def test_nul_in_a_path(client: AsyncClient) -> None:
    answer = await client.put("/marks/a%00b")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


MEANINGS = {
    "57014": 503,
    "55P03": 503,
    "40P01": 503,
    "53100": 503,
    "53300": 503,
    "25006": 503,
    "57P03": 503,
    "08006": 503,
    "22021": 422,
    "22P05": 422,
    "22003": 422,
    "42501": 500,
    "P0001": 500,
}


@pytest.mark.parametrize(("sqlstate", "status"), MEANINGS.items())
async def test_codes(client: AsyncClient, sqlstate: str, status: int) -> None:
    answer = await client.post("/errors", json={"label": sqlstate})
    assert answer.status_code == status
    assert CANARY not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_a_full_pool_is_told_and_recovers(edge_addresses: Addresses) -> None:
    narrow = open_database(edge_addresses.app, pool_size=1, hearing=Hearing([], []))
    async with serving(narrow) as client, narrow.engine.connect():
        waited = await client.get("/naps")
        assert (waited.status_code, waited.json()["code"]) == (503, "database_unavailable")
        assert waited.headers["retry-after"] == "2"
    async with serving(narrow) as client:
        assert (await client.get("/naps")).status_code == 200
    await narrow.close()


async def test_clients_that_leave_leave_nothing_open(
    edge_addresses: Addresses, database: Database
) -> None:
    """Cancelled in every phase of a request: no transaction stays open, no connection away."""
    pool = open_database(edge_addresses.app, pool_size=3, hearing=Hearing([], []))
    async with serving(pool) as client:
        for wait in [0.001 * n for n in range(12)] + [0.1]:
            leaving = [asyncio.create_task(client.get("/naps")) for _ in range(3)]
            leaving.append(asyncio.create_task(client.post("/marks", json={"label": f"{wait}"})))
            await asyncio.wait(leaving, timeout=wait)
            for task in leaving:
                task.cancel()
            await asyncio.wait(leaving)
        async with asyncio.timeout(2):
            while pool.engine.pool.status().count("Checked out connections: 0") == 0:
                await asyncio.wait([asyncio.create_task(client.get("/marks"))])
        assert (await client.get("/marks")).status_code == 200
    stuck = text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'""")
    async with database.sessions() as session:
        assert await session.scalar(stuck) == 0
    await pool.close()


async def test_no_connection_left(server: Embedded, edge_addresses: Addresses) -> None:
    role = "edge_lonely"
    embedded.superuser_sql(
        server,
        f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN CONNECTION LIMIT 0;",
    )
    url = edge_addresses.app.replace(f"{embedded.APP_ROLE}@", f"{role}@")
    lonely = open_database(url, hearing=Hearing([], []))
    async with serving(lonely) as client:
        assert (await client.get("/marks")).status_code == 503
    await lonely.close()
    embedded.superuser_sql(server, f"DROP ROLE {role}")


@pytest.mark.parametrize("address", ["127.0.0.1:9", "?host=/nowhere"])
async def test_a_server_that_is_not_there(address: str) -> None:
    host, query = ("", address) if address.startswith("?") else (address, "")
    absent = open_database(f"postgresql+asyncpg://a@{host}/x{query}", hearing=Hearing([], []))
    async with serving(absent) as client:
        answer = await client.get("/marks")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    await absent.close()


@pytest.fixture
async def cut(
    edge_addresses: Addresses, database: Database
) -> AsyncIterator[tuple[Wire, AsyncClient]]:
    """A client of an application whose wire to the database can be cut."""
    async with lossy(edge_addresses.app) as (wire, url):
        wired = open_database(url, pool_size=2, hearing=Hearing([], []))
        async with serving(wired) as client:
            yield wire, client
        await wired.close()


async def test_a_lost_answer_to_commit_is_not_done_twice(
    cut: tuple[Wire, AsyncClient], database: Database
) -> None:
    """Nobody can know whether it happened: it is said so, and nothing is run again."""
    wire, client = cut
    wire.cuts = 1
    answer = await client.post("/marks", json={"label": "once"})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert await labels(database) == ["once"]
    assert wire.cuts == 0


async def test_a_lost_answer_to_commit_is_found_by_its_key(
    cut: tuple[Wire, AsyncClient], database: Database
) -> None:
    wire, client = cut
    wire.cuts = 1
    answer = await client.post("/marks", json={"label": "once"}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    assert answer.headers["idempotency-replayed"] == "true"
    assert await labels(database) == ["once"]


async def test_reading_is_repeated_whenever_it_is_lost(cut: tuple[Wire, AsyncClient]) -> None:
    wire, client = cut
    wire.cuts = 2
    assert (await client.get("/marks")).json() == {"count": 0}
    assert wire.cuts == 0


async def test_the_pool_heals_without_a_restart(cut: tuple[Wire, AsyncClient]) -> None:
    wire, client = cut
    assert (await client.get("/marks")).status_code == 200
    wire.go_down()
    assert (await client.get("/marks")).status_code == 503
    wire.come_back()
    assert (await client.get("/marks")).status_code == 200


def test_who_was_slower_than_another_reads_anew() -> None:
    slower = StaleDataError("1 row expected, 0 matched")
    assert db.worth_again(slower)
    assert isinstance(db.refusal_of(slower, CONSTRAINTS), Unavailable)


def test_only_sockets_are_taken_for_the_database() -> None:
    assert not db.is_lost(FileNotFoundError(2, "gone", "/no/photo"))
    assert not db.is_lost(TimeoutError())
    assert not db.worth_again(ConnectionResetError())
    assert db.worth_again(db.ServerUnreachable())
    assert db.refusal_of(FileNotFoundError(2, "gone", "/no/photo"), CONSTRAINTS) is None
    assert isinstance(db.refusal_of(ConnectionRefusedError(), CONSTRAINTS), db.DatabaseAway)
