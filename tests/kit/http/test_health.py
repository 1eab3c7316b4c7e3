"""Alive is the loop alone; ready is what can be done now, and it comes back by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded, migrations
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.health import CHECK_SECONDS, Readiness, health_routes
from tests.conftest import WORKER, clone, settings_for_tests
from tests.kit.http.lossy import Wire, lossy
from tests.kit.http.tiny import client_of

SOON_SECONDS = 5.0


@pytest.fixture(scope="module")
def addresses(server: Embedded, template: str) -> Addresses:
    """A database whose schema may be spoilt."""
    return clone(server, template, f"shequ_health_{WORKER}_test")


@pytest.fixture
async def wired(addresses: Addresses) -> AsyncIterator[tuple[Wire, FastAPI]]:
    """The whole application, over a wire that can be cut."""
    async with lossy(addresses.app) as (wire, url):
        parts = gather_parts(settings_for_tests(), url)
        app = create_app(settings_for_tests(), parts)
        yield wire, app
        await app.state.readiness.close()
        await close_parts(parts)


@pytest.fixture
async def client(wired: tuple[Wire, FastAPI]) -> AsyncIterator[AsyncClient]:
    async with client_of(wired[1]) as client:
        yield client


async def soon(client: AsyncClient, holds: Callable[[Response], bool]) -> Response:
    """The first answer of `/readyz` for which something holds."""
    async with asyncio.timeout(SOON_SECONDS):
        while True:
            answer = await client.get("/readyz")
            if holds(answer):
                return answer
            await asyncio.sleep(0.1)


def spoil(server: Embedded, addresses: Addresses, revision: str) -> None:
    sql = f"UPDATE alembic_version SET version_num = '{revision}'"
    embedded.superuser_sql(server, sql, database=addresses.name)


async def test_ready_and_alive(client: AsyncClient) -> None:
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert set(ready.json()["checks"].values()) == {"ok"}
    assert {"database", "schema", "jobs"} <= set(ready.json()["checks"])
    assert ready.headers["cache-control"] == "no-store"
    assert (await client.head("/livez")).status_code == 200


async def test_the_database_away_and_back(wired: tuple[Wire, FastAPI], client: AsyncClient) -> None:
    wire, _ = wired
    await soon(client, lambda answer: answer.status_code == 200)
    wire.go_down()
    away = await soon(client, lambda answer: answer.status_code == 503)
    assert away.json()["checks"]["database"] == "failing"
    assert (await client.get("/livez")).text == "ok"
    refused = await client.get("/api/v1/me", headers={"authorization": "Bearer x"})
    assert refused.status_code == 401, "what needs no database goes on"
    wire.come_back()
    await soon(client, lambda answer: answer.status_code == 200)


async def test_another_schema(server: Embedded, addresses: Addresses, client: AsyncClient) -> None:
    spoil(server, addresses, "9999")
    try:
        other = await soon(client, lambda answer: answer.status_code == 503)
        checks = other.json()["checks"]
        assert (checks["schema"], checks["database"]) == ("failing", "ok")
        assert "9999" not in other.text, "no versions are told"
    finally:
        spoil(server, addresses, migrations.head())
    await soon(client, lambda answer: answer.status_code == 200)


async def test_stopping_is_told_at_once(wired: tuple[Wire, FastAPI], client: AsyncClient) -> None:
    assert (await client.get("/readyz")).status_code == 200
    wired[1].state.readiness.stopping = True
    stopping = await client.get("/readyz")
    assert stopping.status_code == 503
    assert stopping.json()["checks"]["stopping"] == "failing"
    assert (await client.get("/livez")).status_code == 200


async def test_a_check_that_hangs_or_raises_ends_the_look(database: Database) -> None:
    async def hangs(_: AsyncSession) -> bool:
        await asyncio.Event().wait()
        return True

    async def raises(_: AsyncSession) -> bool:
        raise RuntimeError

    async def holds(_: AsyncSession) -> bool:
        return True

    for bad in (hangs, raises):
        readiness = Readiness(database, {"first": holds, "bad": bad, "last": holds})
        async with asyncio.timeout(CHECK_SECONDS + 1):
            found = await readiness.look()
        assert found == {"first": True, "bad": False, "last": False}


async def test_a_crowd_is_answered_by_one_look(database: Database) -> None:
    looks = 0

    async def looked(_: AsyncSession) -> bool:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.05)
        return True

    app = FastAPI(routes=health_routes(Readiness(database, {"one": looked})))
    async with client_of(app) as client:
        answers: list[Any] = await asyncio.gather(*(client.get("/readyz") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert looks == 1


async def test_ready_while_requests_hold_every_connection(
    wired: tuple[Wire, FastAPI], client: AsyncClient
) -> None:
    engine = wired[1].state.parts.get(Database).engine
    async with AsyncExitStack() as held:
        for _ in range(settings_for_tests().pool_size):
            await held.enter_async_context(engine.connect())
        assert (await client.get("/readyz")).status_code == 200


TOKEN = "a token for tests of thirty-two signs"


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 404),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
        ("10.0.0.7", {"authorization": f"Bearer {TOKEN}"}, 200),
        ("10.0.0.7", {"authorization": f"Bearer {TOKEN[:-1]}"}, 404),
        ("10.0.0.7", {"authorization": "Bearer "}, 404),
    ],
)
async def test_metrics_are_for_who_runs_it(
    addresses: Addresses, peer: str, headers: dict[str, str], status: int
) -> None:
    settings = settings_for_tests().model_copy(update={"metrics_token": SecretStr(TOKEN)})
    parts = gather_parts(settings, addresses.app)
    transport = ASGITransport(create_app(settings, parts), client=(peer, 1))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/metrics", headers=headers)
    await close_parts(parts)
    assert answer.status_code == status
    assert "python" not in answer.text.lower()
    if status == 200:
        assert "shequ_requests_total" in answer.text


async def test_no_token_opens_nothing(addresses: Addresses) -> None:
    for token in (None, SecretStr("")):
        settings = settings_for_tests().model_copy(update={"metrics_token": token})
        parts = gather_parts(settings, addresses.app)
        transport = ASGITransport(create_app(settings, parts), client=("10.0.0.7", 1))
        async with AsyncClient(transport=transport, base_url="http://testserver") as client:
            for given in ("", "Bearer ", "Bearer None"):
                answer = await client.get("/metrics", headers={"authorization": given})
                assert answer.status_code == 404
        await close_parts(parts)


async def test_signing_in_has_a_limit_of_its_own(addresses: Addresses) -> None:
    settings = settings_for_tests().model_copy(update={"logins_per_minute": 2})
    parts = gather_parts(settings, addresses.app)
    async with client_of(create_app(settings, parts)) as client:
        paths = ["/api/v1/auth/refreshes", "/api/v1/auth/wechat-logins"] * 2
        answers = [await client.post(path, json={}) for path in paths]
        other = await client.post("/api/v1/auth/logouts")
    await close_parts(parts)
    assert 429 in {answer.status_code for answer in answers}
    assert [answer.status_code for answer in answers if answer.status_code != 429][:2] == [422, 422]
    assert 1 <= int(answers[-1].headers.get("retry-after", 1)) <= 60
    assert other.status_code == 401


async def test_a_foreign_host_is_a_problem(client: AsyncClient) -> None:
    answer = await client.get("/livez", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "host_unknown")
