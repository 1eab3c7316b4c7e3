"""One request, one transaction: what a route promises, and when it is run again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, File, Request, UploadFile
from httpx import AsyncClient
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from shequ_api.kit.db import Database
from shequ_api.kit.errors import Unknown
from shequ_api.kit.http.exchange import Exchange, Session, TheExchange
from shequ_api.kit.http.idempotency import IdempotencyRecord
from shequ_api.kit.http.policy import PUBLIC, Policy
from shequ_api.kit.http.route import ATTEMPTS, PolicyMissing, Router, RouteUnfit, moves
from shequ_api.kit.http.strict import StrictRequest
from shequ_api.kit.schema import Output
from tests.kit.http.tiny import (
    CANARY,
    MarkDraft,
    Somebody,
    add_mark,
    client_of,
    labels,
    tiny_app,
)

router = Router()


class Revoked(Unknown):
    code, keeps_writes = "revoked", True


class Forgetful(Policy):
    """Stands on the route, but never says that it was passed."""

    async def __call__(self) -> None:
        return None

    def describe(self) -> dict[str, Any]:
        return {"permission": "forgotten"}


class Small(Output):
    size: Annotated[int, Field(le=10)]


@router.post("/marks", status_code=201, dependencies=[PUBLIC], response_model=Small)
async def add(draft: MarkDraft, session: Session) -> dict[str, int]:
    await add_mark(session, draft.label, draft.size)
    return {"size": draft.size}


@router.post("/revocations", status_code=201, dependencies=[PUBLIC])
async def revoke(draft: MarkDraft, session: Session) -> Small:
    await add_mark(session, draft.label)
    raise Revoked


@router.post("/forgotten", status_code=201, dependencies=[Depends(Forgetful())])
async def reach_unchecked(draft: MarkDraft, session: Session) -> Small:
    await add_mark(session, draft.label)
    return Small(size=1)


@router.post("/again", status_code=201)
async def fail_first(
    draft: MarkDraft, who: Somebody, session: Session, request: Request
) -> dict[str, Any]:
    run = await _count(request)
    await add_mark(session, f"{draft.label} {run}")
    if run <= request.app.state.failures:
        await session.execute(text(request.app.state.failing))
    return {"run": run, "label": draft.label, "now": f"{request.state.exchange.now}"}


@router.post("/released", status_code=201, dependencies=[PUBLIC])
async def fail_after_release(draft: MarkDraft, exchange: TheExchange, request: Request) -> Small:
    await exchange.session.execute(text("SELECT 1"))
    await exchange.release()
    assert not exchange.session.in_transaction()
    await _count(request)
    await exchange.session.execute(text(request.app.state.failing))
    return Small(size=1)


@router.post("/files/again", status_code=201, dependencies=[PUBLIC])
async def read_file_twice(
    file: Annotated[UploadFile, File()], session: Session, request: Request
) -> dict[str, Any]:
    content = await file.read()
    run = await _count(request)
    if run == 1:
        await session.execute(text(request.app.state.failing))
    return {"run": run, "size": len(content)}


@router.get("/faults", dependencies=[PUBLIC])
async def raise_fault(request: Request, session: Session) -> Small:
    await _count(request)
    await session.execute(text("SELECT 1"))
    raise request.app.state.fault


async def _count(request: Request) -> int:
    request.app.state.runs += 1
    return int(request.app.state.runs)


def raising(sqlstate: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{sqlstate}'; END $$"


@pytest.fixture
def app(database: Database) -> FastAPI:
    app = tiny_app(router, database, upload_paths=("/files/again",))
    app.state.runs, app.state.failures = 0, 0
    app.state.failing = raising("40001")
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app, **{"x-who": "a"}) as client:
        yield client


def test_a_route_without_policy_is_refused_at_import() -> None:
    bare = Router()
    with pytest.raises(PolicyMissing, match="declares no policy"):

        @bare.get("/open")
        async def leave_open() -> None:
            return None


def test_promises_that_cannot_be_held_are_refused_at_import() -> None:
    unfit = Router()

    @moves
    async def move(who: Somebody) -> None:
        return None

    @moves
    async def move_for_nobody() -> None:
        return None

    def block(who: Somebody) -> None:
        return None

    with pytest.raises(RouteUnfit, match="only a POST"):
        unfit.put("/a")(move)
    with pytest.raises(RouteUnfit, match="nobody known"):
        unfit.post("/b", dependencies=[PUBLIC])(move_for_nobody)
    with pytest.raises(RouteUnfit, match="not `async def`"):
        unfit.get("/c")(block)
    unfit.post("/d")(move)


async def test_an_endpoint_is_not_reached_unchecked(
    client: AsyncClient, database: Database
) -> None:
    with capture_logs() as logs:
        answer = await client.post("/forgotten", json={"label": "x"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert logs[0]["trace"][0] == "PolicyMissing"
    assert await labels(database) == []


async def test_an_answer_that_does_not_fit_never_commits(
    client: AsyncClient, database: Database
) -> None:
    with capture_logs() as logs:
        answer = await client.post("/marks", json={"label": CANARY, "size": 11})
    assert answer.status_code == 500
    assert CANARY not in answer.text + str([log for log in logs if log["log_level"] != "debug"])
    assert await labels(database) == []
    assert (await client.post("/marks", json={"label": "x", "size": 10})).status_code == 201


async def test_commit_comes_before_the_reply(app: FastAPI, database: Database) -> None:
    seen: list[list[str]] = []

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def watched(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(await labels(database))
            await send(message)

        await app(scope, receive, watched)

    async with client_of(watching) as client:  # type: ignore[arg-type]  # any ASGI app does
        await client.post("/marks", json={"label": "x"})
    assert seen == [["x"]]


async def test_a_refusal_undoes_unless_it_says_so(client: AsyncClient, database: Database) -> None:
    answer = await client.post("/revocations", json={"label": "trace"})
    assert (answer.status_code, answer.json()["code"]) == (401, "revoked")
    assert await labels(database) == ["trace"]
    assert (await client.post("/marks", json={"label": "y", "size": -1})).status_code == 500
    assert await labels(database) == ["trace"]


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
async def test_it_is_run_again_as_a_whole(
    app: FastAPI, client: AsyncClient, database: Database, sqlstate: str
) -> None:
    app.state.failing, app.state.failures = raising(sqlstate), ATTEMPTS - 1
    answer = await client.post("/again", json={"label": "社区"})
    assert answer.status_code == 201
    assert (answer.json()["run"], answer.json()["label"]) == (ATTEMPTS, "社区")
    assert await labels(database) == [f"社区 {ATTEMPTS}"]


async def test_it_gives_up_in_the_end(
    app: FastAPI, client: AsyncClient, database: Database
) -> None:
    app.state.failures = 99
    answer = await client.post("/again", json={"label": "x"}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert app.state.runs == ATTEMPTS
    assert await labels(database) == []


async def test_a_killed_connection_is_not_seen_outside(
    app: FastAPI, client: AsyncClient, database: Database
) -> None:
    app.state.failing, app.state.failures = "SELECT pg_terminate_backend(pg_backend_pid())", 2
    answers = await asyncio.gather(*(client.post("/again", json={"label": f"{n}"}) for n in "abc"))
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len(await labels(database)) == 3


async def test_what_asked_outside_is_run_once(app: FastAPI, client: AsyncClient) -> None:
    answer = await client.post("/released", json={"label": "x"})
    assert (answer.status_code, app.state.runs) == (503, 1)


async def test_letting_go_stands_before_the_first_write() -> None:
    async with AsyncSession() as session:
        exchange = Exchange(StrictRequest({"type": "http"}), session)
        session.add(IdempotencyRecord(key="k"))
        with pytest.raises(RuntimeError, match="before the first write"):
            await exchange.release()


async def test_a_file_is_read_from_its_beginning_again(client: AsyncClient) -> None:
    answer = await client.post("/files/again", files={"file": ("a", b"x" * 3_000_000)})
    assert answer.json() == {"run": 2, "size": 3_000_000}


@pytest.mark.parametrize(
    "fault", [FileNotFoundError(2, "gone", "/no/photo"), KeyError(CANARY), RuntimeError(CANARY)]
)
async def test_a_fault_of_ours_is_no_lost_database(
    app: FastAPI, client: AsyncClient, fault: Exception
) -> None:
    app.state.fault = fault
    with capture_logs() as logs:
        answer = await client.get("/faults")
    assert (answer.status_code, app.state.runs) == (500, 1)
    told = [log for log in logs if log["log_level"] == "error"]
    assert told[0]["operation"] == "raise_fault"
    assert any("raise_fault" in line for line in told[0]["trace"])
    assert CANARY not in str(told)
