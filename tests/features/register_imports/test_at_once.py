"""A shop is entered at the door while a file enters it: once, over several connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select

from shequ_api.app import create_app
from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.worker import Worker
from shequ_api.base.register.models import Premises
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.conftest import opened, settings_for_tests
from tests.features.register.conftest import Doorstep
from tests.features.register_imports.conftest import API, Importing
from tests.features.register_imports.test_premises import credit_code, file, shop
from tests.pausing import done_or_waiting, held_before

BUILDING = f"{HOME}-c1-b1"
WHO = "micro_grid_worker"


@pytest.fixture
async def open_parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    async with opened(server, template, "premises_at_once") as parts:
        yield parts


@pytest.fixture
async def client(open_parts: Parts) -> AsyncIterator[AsyncClient]:
    app = create_app(settings_for_tests(), open_parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
async def cast(open_parts: Parts) -> Cast:
    return await Cast.found(open_parts)


@pytest.fixture
def work(open_parts: Parts) -> Callable[[], Awaitable[int]]:
    async def drain() -> int:
        return await open_parts.get(Worker).drain(utc_now())

    return drain


@pytest.fixture
def door(client: AsyncClient, cast: Cast) -> Doorstep:
    return Doorstep(client, cast)


@pytest.fixture
async def importing(
    client: AsyncClient, cast: Cast, work: Callable[[], Awaitable[int]]
) -> Importing:
    headers = await cast.headers("community_worker")
    return Importing(client, headers, cast, work, kind="premises")


async def names(parts: Parts, cast: Cast) -> list[str]:
    async with parts.get(Database).sessions() as session:
        await enter_district(session, cast.places["510108000000"])
        return list(await session.scalars(select(Premises.name).order_by(Premises.name)))


async def test_the_door_waits_for_the_file(
    importing: Importing, door: Doorstep, open_parts: Parts, cast: Cast
) -> None:
    """The file is being written, and has looked at what is known."""
    view = await importing.checked(file(shop("好邻居"), shop("一碗面")))
    path = f"{API}/{view['id']}/application"
    ordered = await importing.client.post(path, json={}, headers=importing.headers)
    assert ordered.status_code == 200, ordered.text
    await door.got(WHO, "/register/premises")  # signs in
    body = {"place_id": door.place(BUILDING), "name": "好邻居 ", "kind": "shop"}
    async with held_before(open_parts, "INSERT INTO register_premises") as pause:
        applying = asyncio.ensure_future(importing.work())
        await pause.stands()
        entering = asyncio.create_task(door.ask(WHO, "POST", "/register/premises", json=body))
        await done_or_waiting(open_parts, entering)
        pause.over.set()
        answer = await entering
        await applying
    assert (answer.status_code, answer.json()["code"]) == (409, "premises_named"), answer.text
    assert (await importing.look(view["id"]))["state"] == "applied"
    assert await names(open_parts, cast) == ["一碗面", "好邻居"]


async def test_the_file_finds_what_the_door_entered(
    importing: Importing, door: Doorstep, open_parts: Parts, cast: Cast
) -> None:
    view = await importing.checked(file(shop("好邻居")))
    body = {"place_id": door.place(BUILDING), "name": "好邻居", "kind": "shop"}
    await door.did(WHO, "POST", "/register/premises", **body)
    path = f"{API}/{view['id']}/application"
    await importing.client.post(path, json={}, headers=importing.headers)
    await importing.work()
    failed = await importing.look(view["id"])
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "changed_meanwhile")
    assert await names(open_parts, cast) == ["好邻居"]


async def test_many_at_one_door_enter_it_once(
    door: Doorstep, open_parts: Parts, cast: Cast
) -> None:
    await door.got(WHO, "/register/premises")
    body = {"place_id": door.place(BUILDING), "name": "好邻居", "kind": "shop"}
    asked = (door.ask(WHO, "POST", "/register/premises", json=body) for _ in range(6))
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    for serial in (1, 2):
        other = body | {"name": "连锁店", "credit_code": credit_code(serial)}
        await door.did(WHO, "POST", "/register/premises", **other)
    assert await names(open_parts, cast) == ["好邻居", "连锁店", "连锁店"], "two by their codes"
