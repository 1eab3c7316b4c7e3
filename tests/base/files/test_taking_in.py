"""A photo that is handed in while the same bytes of somebody else are dropped, on connections of
their own."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.base.events.worker import Worker
from shequ_api.base.files.erasing import erase_photos
from shequ_api.base.files.models import File
from shequ_api.base.files.storage import Storage
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.files.test_uploading import hand_in, jpeg
from tests.cast import Cast
from tests.conftest import opened, settings_for_tests
from tests.pausing import held_before


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "taking_in") as parts:
        yield parts


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def erased(parts: Parts, file_id: str) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        assert await erase_photos(session, File.id == UUID(file_id), now=utc_now()) == 1


async def test_bytes_that_are_dropped_before_their_row_stands_are_stored_again(
    client: AsyncClient, parts: Parts, cast: Cast
) -> None:
    old = (await hand_in(client, cast, jpeg())).json()["id"]
    await erased(parts, old)
    # The bytes are stored, and there is no row of them yet.
    async with held_before(parts, "pg_advisory_xact_lock(hashtextextended($1") as pause:
        handing = asyncio.ensure_future(hand_in(client, cast, jpeg(), by="same_building"))
        await pause.stands()
        await parts.get(Worker).drain(utc_now())
        pause.over.set()
        answer = await handing
    assert answer.status_code == 201, answer.text
    assert (await client.get(answer.json()["url"])).status_code == 200


async def test_a_drop_waits_for_who_is_handing_in_the_same(
    client: AsyncClient, parts: Parts, cast: Cast
) -> None:
    old = (await hand_in(client, cast, jpeg("navy"))).json()["id"]
    await erased(parts, old)
    async with held_before(parts, "INSERT INTO files") as pause:
        handing = asyncio.ensure_future(hand_in(client, cast, jpeg("navy"), by="same_building"))
        await pause.stands()
        dropping = asyncio.ensure_future(parts.get(Worker).drain(utc_now()))
        done, _ = await asyncio.wait({dropping}, timeout=0.3)
        assert not done, "it waits"
        pause.over.set()
        answer = await handing
        await dropping
    assert (await client.get(answer.json()["url"])).status_code == 200
    async with parts.get(Database).sessions() as session:
        mine = await session.get_one(File, UUID(answer.json()["id"]))
        gone = await session.get_one(File, UUID(old))
    assert gone.sha256 == f"dropped:{mine.sha256}"
    assert await parts.get(Storage).get(mine.sha256)
