"""Alive is the loop alone; ready is what can be done now, and it comes back by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded, migrations
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
        yield wire, create_app(settings_for_tests(), parts)
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


async def test_checks_that_hang_or_raise_do_not_hold() -> None:
    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    async def raises() -> bool:
        raise RuntimeError

    async def holds() -> bool:
        return True

    readiness = Readiness({"hangs": hangs, "raises": raises, "holds": holds})
    async with asyncio.timeout(CHECK_SECONDS + 1):
        found = await readiness.look()
    assert found == {"hangs": False, "raises": False, "holds": True}


async def test_a_crowd_is_answered_by_one_look() -> None:
    looks = 0

    async def looked() -> bool:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.05)
        return True

    app = FastAPI(routes=health_routes(Readiness({"one": looked})))
    async with client_of(app) as client:
        answers: list[Any] = await asyncio.gather(*(client.get("/readyz") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert looks == 1
