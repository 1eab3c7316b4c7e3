"""Several hands at one code, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from shequ_api.app import create_app, gather_parts
from shequ_api.features.codes.models import PlaceCode
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.codes.conftest import COMPOUND, Office

HANDS = 8


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    name = f"shequ_codes_{WORKER}_test"
    parts = gather_parts(settings_for_tests(), clone(server, template, name).app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def live(parts: Parts) -> int:
    async with parts.get(Database).sessions() as session:
        counted = select(func.count()).where(PlaceCode.state == "live")
        return int(await session.scalar(counted) or 0)


async def test_hands_at_one_place(parts: Parts, office: Office, cast: Cast) -> None:
    answers = await asyncio.gather(*(office.issue() for _ in range(HANDS)))
    assert sorted(answer.status_code for answer in answers) == [200] * (HANDS - 1) + [201]
    (code,) = {answer.json()["id"]: answer.json() for answer in answers}.values()
    assert await live(parts) == 1

    replaced = await asyncio.gather(*(office.replace(code) for _ in range(HANDS)))
    assert sorted(answer.status_code for answer in replaced) == [201] + [409] * (HANDS - 1)
    assert await live(parts) == 1

    path = f"/compounds/{cast.places[COMPOUND]}/code-batches"
    batches = await asyncio.gather(
        *(office.post("community_worker", path, limit=3) for _ in range(HANDS))
    )
    assert {answer.status_code for answer in batches} == {201}
    assert sum(answer.json()["issued"] for answer in batches) == 3
    assert await live(parts) == 4

    current = next(answer.json() for answer in replaced if answer.status_code == 201)
    both = await asyncio.gather(
        *(hand(current) for hand in [office.replace, office.revoke] * (HANDS // 2))
    )
    assert {answer.status_code for answer in both} <= {200, 201, 409}
    assert await live(parts) in {3, 4}
