"""Who reports an emergency is never refused; the same one, again within minutes, is one ticket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests
from tests.features.ticket_limits.test_limits import Resident
from tests.features.tickets.slips import photo_of
from tests.features.tickets.test_anonymous import rows_naming

FIRE: dict[str, Any] = {"title": "火情险情", "description": "明火、燃气泄漏", "emergency": True}


async def fire_brigade(resident: Resident) -> Resident:
    """There is such a category, and the day's tickets are filed."""
    made = await resident.ask("city_administrator", "PUT", "/ticket-services/fire", **FIRE)
    assert made.json()["emergency"] is True
    await resident.limit(1, 1)
    assert (await resident.file("今天的一件")).status_code == 201
    assert (await resident.file("又一件")).status_code == 429
    return resident


@pytest.fixture
async def resident(client: AsyncClient, cast: Cast) -> Resident:
    return await fire_brigade(Resident(client, cast))


async def cries(resident: Resident, words: str = "着火了", **more: Any) -> Response:
    who = more.pop("who", "resident")
    return await resident.file(words, who, service_code="fire", **more)


async def test_the_same_again_is_answered_with_its_ticket(resident: Resident) -> None:
    first = await cries(resident)
    assert first.status_code == 201
    for again in ("着火了", " 着 火了"):
        same = await cries(resident, again)
        assert (same.status_code, same.json()["id"]) == (200, first.json()["id"])
    one_tap = await resident.file("", text=None, service_code="fire")
    twice = await resident.file("", text=None, service_code="fire")
    assert (one_tap.status_code, twice.status_code) == (201, 200)


async def test_what_is_news_makes_another(
    resident: Resident, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    first = (await cries(resident)).json()
    elsewhere = str(cast.places[f"{HOME}-c1-b2"])
    photo = await photo_of(client, await cast.headers("resident"), "red")
    others: list[dict[str, Any]] = [
        {"words": "三单元也着火了"},
        {"place_id": elsewhere},
        {"photo_ids": [photo]},
        {"anonymous": True},
        {"private": True},
        {"who": "same_building"},
    ]
    ids = {first["id"]}
    for each in others:
        made = await cries(resident, **each)
        assert made.status_code == 201, (each, made.text)
        ids.add(made.json()["id"])
    assert len(ids) == 1 + len(others)
    # With the photo that it has it is the same; so is the one without.
    assert (await cries(resident, photo_ids=[photo])).status_code == 200
    assert (await cries(resident)).status_code == 200
    ago = text("UPDATE tickets SET created_at = created_at - interval '11 minutes'")
    await session.execute(ago)
    await session.commit()
    assert (await cries(resident)).status_code == 201


async def test_one_that_was_taken_back_is_over(resident: Resident) -> None:
    first = (await cries(resident)).json()
    path = f"/tickets/{first['id']}/withdrawal"
    gone = await resident.ask("resident", "POST", path, reason="已经扑灭")
    assert gone.is_success, gone.text
    again = await cries(resident)
    assert (again.status_code, again.json()["id"] != first["id"]) == (201, True)


async def test_an_anonymous_one_is_signed_by_nobody_the_second_time_either(
    resident: Resident, session: AsyncSession
) -> None:
    first = (await cries(resident, anonymous=True)).json()
    again = await cries(resident, anonymous=True)
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    person = str(resident.cast.people["resident"])
    rows = await rows_naming(session, first["id"])
    assert rows
    assert not [row for row in rows if person in row[1]]


@pytest.fixture
async def outside(open_parts: Parts) -> AsyncIterator[Resident]:
    """Over connections of their own, whose transactions are real."""
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield await fire_brigade(Resident(client, await Cast.found(open_parts)))


async def patient(resident: Resident) -> Response:
    """Asks again while others are before it."""
    while True:
        answer = await cries(resident)
        if answer.status_code != 503:
            return answer
        await asyncio.sleep(0.05)


async def test_all_at_once_they_are_one(outside: Resident) -> None:
    answers = await asyncio.gather(*(patient(outside) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
