"""One key, one effect: on a database whose transactions really commit."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, File, Request, Response, UploadFile
from httpx import AsyncClient
from sqlalchemy import func, select, text, update
from structlog.testing import capture_logs

from shequ_api.base.events.module import MODULE as EVENTS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Constraints, Database
from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.exchange import Session, TheExchange
from shequ_api.kit.http.idempotency import KEPT_FOR, IdempotencyRecord, forget_old
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.schema import Output
from tests.kit.http.tiny import MarkDraft, Somebody, add_mark, client_of, labels, tiny_app

router = Router()


class MarkView(Output):
    id: int
    by: str


class Refused(NotNow):
    code = "refused_by_rule"


@router.post("/marks", status_code=201)
async def add(
    draft: MarkDraft, who: Somebody, session: Session, response: Response, a: int = 0
) -> MarkView:
    response.headers["ETag"] = '"v1"'
    response.headers["X-Passing"] = "not kept"
    return MarkView(id=await add_mark(session, draft.label), by=who)


@router.post("/copies", status_code=201)
async def copy(draft: MarkDraft, who: Somebody, session: Session) -> MarkView:
    return MarkView(id=await add_mark(session, f"copy of {draft.label}"), by=who)


@router.post("/moves", status_code=201)
@moves
async def move(draft: MarkDraft, who: Somebody, session: Session) -> MarkView:
    return MarkView(id=await add_mark(session, draft.label), by=who)


@router.post("/moods", status_code=201)
async def follow_mood(
    draft: MarkDraft, who: Somebody, session: Session, request: Request
) -> MarkView:
    added = await add_mark(session, draft.label)
    mood = request.app.state.mood
    if mood == "refuses":
        raise Refused
    if mood == "breaks":
        raise RuntimeError(mood)
    return MarkView(id=added, by=who)


@router.post("/slow", status_code=201)
async def work_slowly(
    draft: MarkDraft, who: Somebody, session: Session, request: Request
) -> MarkView:
    added = await add_mark(session, draft.label)
    request.app.state.begun.set()
    await request.app.state.go_on.wait()
    return MarkView(id=added, by=who)


@router.post("/asking", status_code=201)
async def ask_outside(
    draft: MarkDraft, who: Somebody, exchange: TheExchange, request: Request
) -> MarkView:
    await exchange.release()
    request.app.state.begun.set()
    await request.app.state.meeting.wait()
    return MarkView(id=await add_mark(exchange.session, f"{draft.label} {utc_now()}"), by=who)


@router.post("/files", status_code=201)
async def take_file(
    file: Annotated[UploadFile, File()], who: Somebody, session: Session
) -> MarkView:
    return MarkView(id=await add_mark(session, (await file.read()).decode()), by=who)


@pytest.fixture
def app(database: Database) -> FastAPI:
    """The application; tests turn the knobs in its state."""
    app = tiny_app(router, database, constraints=Constraints(EVENTS.constraints))
    app.state.mood = "works"
    app.state.begun, app.state.go_on = asyncio.Event(), asyncio.Event()
    app.state.meeting = asyncio.Barrier(2)
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app, **{"x-who": "a"}) as client:
        yield client


def keyed(key: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **more}


async def test_a_repetition_gets_the_first_answer(client: AsyncClient, database: Database) -> None:
    first = await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    again = await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["etag"] == '"v1"'
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert "x-passing" not in again.headers
    assert await labels(database) == ["x"]


async def test_the_quoted_form_is_the_same_key(client: AsyncClient, database: Database) -> None:
    await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    again = await client.post("/marks", json={"label": "x"}, headers=keyed('"k"'))
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(("where", "body"), [("/marks", "y"), ("/marks?a=1", "x")])
async def test_another_content_is_refused(
    client: AsyncClient, database: Database, where: str, body: str
) -> None:
    await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    other = await client.post(where, json={"label": body}, headers=keyed("k"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await labels(database) == ["x"]


async def test_another_person_or_route_is_independent(
    client: AsyncClient, database: Database
) -> None:
    await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    other = await client.post("/marks", json={"label": "y"}, headers=keyed("k", **{"x-who": "b"}))
    elsewhere = await client.post("/copies", json={"label": "x"}, headers=keyed("k"))
    assert (other.status_code, other.json()["by"]) == (201, "b")
    assert elsewhere.status_code == 201
    assert "idempotency-replayed" not in {*other.headers, *elsewhere.headers}
    assert await labels(database) == ["x", "y", "copy of x"]


async def test_what_moves_needs_a_key(client: AsyncClient, database: Database) -> None:
    without = await client.post("/moves", json={"label": "x"})
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_required")
    assert await labels(database) == []
    with_key = await client.post("/moves", json={"label": "x"}, headers=keyed("k"))
    assert with_key.status_code == 201
    assert await labels(database) == ["x"]


@pytest.mark.parametrize("key", ["", " ", '""', "k" * 256, "k\tk", "\x7f", "é"])
async def test_unfit_keys(client: AsyncClient, database: Database, key: str) -> None:
    headers = [(b"idempotency-key", key.encode())]
    answer = await client.post("/marks", json={"label": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")
    assert await labels(database) == []


async def test_two_keys_are_none(client: AsyncClient) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    answer = await client.post("/marks", json={"label": "x"}, headers=headers)
    assert answer.json()["code"] == "idempotency_key_invalid"


async def test_while_the_first_runs(app: FastAPI, client: AsyncClient, database: Database) -> None:
    first = asyncio.create_task(client.post("/slow", json={"label": "x"}, headers=keyed("k")))
    await app.state.begun.wait()
    second = await client.post("/slow", json={"label": "x"}, headers=keyed("k"))
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert second.headers["retry-after"] == "1"
    other = asyncio.create_task(client.post("/slow", json={"label": "y"}, headers=keyed("other")))
    app.state.go_on.set()
    assert (await first).status_code == (await other).status_code == 201
    third = await client.post("/slow", json={"label": "x"}, headers=keyed("k"))
    assert third.headers["idempotency-replayed"] == "true"
    assert await labels(database) == ["x", "y"]


async def test_a_refusal_is_not_kept(app: FastAPI, client: AsyncClient, database: Database) -> None:
    app.state.mood = "refuses"
    assert (await client.post("/moods", json={"label": "x"}, headers=keyed("k"))).status_code == 409
    assert await labels(database) == []
    app.state.mood = "works"
    other = await client.post("/moods", json={"label": "y"}, headers=keyed("k"))
    assert other.status_code == 201, "the key was never used up, not even its content"
    assert await labels(database) == ["y"]


async def test_after_a_fault_it_runs_afresh(
    app: FastAPI, client: AsyncClient, database: Database
) -> None:
    app.state.mood = "breaks"
    with capture_logs():
        broken = await client.post("/moods", json={"label": "x"}, headers=keyed("k"))
    assert broken.status_code == 500
    assert await labels(database) == []
    app.state.mood = "works"
    again = await client.post("/moods", json={"label": "x"}, headers=keyed("k"))
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers
    assert await labels(database) == ["x"]


async def test_a_malformed_body_leaves_the_key_alone(client: AsyncClient) -> None:
    assert (await client.post("/marks", json={"x": 1}, headers=keyed("k"))).status_code == 422
    good = await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    assert good.status_code == 201


async def test_two_hundred_at_once(client: AsyncClient, database: Database) -> None:
    requests = [client.post("/moves", json={"label": "x"}, headers=keyed("k")) for _ in range(200)]
    answers = await asyncio.gather(*requests)
    done = [answer for answer in answers if answer.status_code == 201]
    told_to_wait = [answer for answer in answers if answer.status_code == 409]
    assert len(done) + len(told_to_wait) == 200
    assert len({answer.content for answer in done}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in done) == 1
    assert all(answer.headers["retry-after"] == "1" for answer in told_to_wait)
    assert await labels(database) == ["x"]


async def test_two_that_ask_outside_at_once(
    app: FastAPI, client: AsyncClient, database: Database
) -> None:
    """The key is let go of during the call; of two effects one is undone, and told so."""

    def ask() -> Awaitable[httpx.Response]:
        return client.post("/asking", json={"label": "x"}, headers=keyed("k"))

    early = asyncio.ensure_future(ask())
    await app.state.begun.wait()
    answers = [await ask(), await early]
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "idempotency_in_progress"
    assert second.headers["retry-after"] == "1"
    assert len(await labels(database)) == 1


async def test_an_upload_is_known_by_its_content(client: AsyncClient, database: Database) -> None:
    """Each sending of a form draws a boundary of its own, and phones name files anew."""
    answers = [
        await client.post("/files", files={"file": (name, content)}, headers=keyed("k"))
        for name, content in [("a.txt", b"one"), ("b.txt", b"one"), ("a.txt", b"two")]
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert await labels(database) == ["one"]


async def test_it_is_kept_for_thirty_days(client: AsyncClient, database: Database) -> None:
    await client.post("/marks", json={"label": "x"}, headers=keyed("old"))
    await client.post("/copies", json={"label": "x"}, headers=keyed("new"))
    now = utc_now()
    aged = update(IdempotencyRecord).where(IdempotencyRecord.key == "old")
    async with database.sessions() as session, session.begin():
        await session.execute(aged.values(recorded_at=now - KEPT_FOR - KEPT_FOR / 1000))
        await forget_old(session, now)
        assert list(await session.scalars(select(IdempotencyRecord.key))) == ["new"]
    again = await client.post("/marks", json={"label": "x"}, headers=keyed("old"))
    assert again.status_code == 409, "what is unique in nature stays so without the key"


async def test_nothing_is_kept_without_a_key(client: AsyncClient, database: Database) -> None:
    assert (await client.post("/marks", json={"label": "x"})).status_code == 201
    async with database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0
        locks = text("""
            SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE locktype = 'advisory' AND datname = current_database()""")
        assert await session.scalar(locks) == 0
