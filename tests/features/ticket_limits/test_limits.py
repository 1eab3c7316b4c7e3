"""So many a day and so many alike, for everybody; in an emergency never."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app
from shequ_api.features.ticket_limits.counting import Limits
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests
from tests.features.tickets.conftest import BUILDING

API = "/api/v1"


class Resident:
    """Somebody who files, and the office that sets limits."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(self, who: str, method: str, path: str, **body: Any) -> Response:
        headers = await self.cast.headers(who)
        return await self.client.request(method, API + path, headers=headers, json=body or None)

    async def file(self, words: str, who: str = "resident", **more: Any) -> Response:
        place = str(self.cast.places[BUILDING])
        draft = {"service_code": "noise", "text": words, "place_id": place, **more}
        return await self.ask(who, "POST", "/tickets", **draft)

    async def limit(self, per_day: int, alike: int, at: str = HOME, by: str = "") -> Response:
        path = f"/places/{self.cast.places[at]}/ticket-limits"
        who = by or "community_worker"
        return await self.ask(who, "PUT", path, per_day=per_day, identical_per_day=alike)


@pytest.fixture
def resident(client: AsyncClient, cast: Cast) -> Resident:
    return Resident(client, cast)


@pytest.fixture
async def usual(parts: Parts) -> AsyncIterator[None]:
    """What holds where nobody has said anything."""
    before = parts.get(Limits)
    parts.add(Limits(10, 2))
    yield
    parts.add(before)


@pytest.mark.usefixtures("usual")
async def test_ten_a_day_and_two_alike(resident: Resident, session: AsyncSession) -> None:
    for number in range(9):
        assert (await resident.file(f"第{number}处吵")).status_code == 201
    # Written a little differently it is the same; anonymously it counts, too.
    assert (await resident.file(" 第3处 吵", anonymous=True)).status_code == 201
    refused = await resident.file("第十一件")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tickets")
    assert refused.json()["limit"] == 10
    assert 0 < int(refused.headers["retry-after"]) <= 86401
    assert (await resident.file("别人的", "same_building")).status_code == 201
    rows = list(await session.scalars(text("SELECT to_jsonb(t)::text FROM ticket_turns t")))
    assert rows
    person = str(resident.cast.people["resident"])
    assert not [row for row in rows if person in row]


@pytest.mark.usefixtures("usual")
async def test_the_same_words_twice(resident: Resident) -> None:
    assert (await resident.file("楼上装修太吵")).status_code == 201
    assert (await resident.file("楼上装修　太吵")).status_code == 201
    refused = await resident.file("楼上装修太吵", anonymous=True)
    assert (refused.status_code, refused.json()["code"]) == (429, "same_text_too_often")
    assert (await resident.file("楼上又装修了")).status_code == 201


async def test_a_communitys_limits_come_before_its_districts(resident: Resident) -> None:
    district = "510108000000"
    assert (await resident.limit(1, 1, district)).status_code == 404
    said = await resident.limit(1, 1, district, "district_administrator")
    assert said.status_code == 200, said.text
    assert (await resident.file("一")).status_code == 201
    assert (await resident.file("二")).status_code == 429
    assert (await resident.limit(3, 1)).status_code == 200
    path = f"/places/{resident.cast.places[HOME]}/ticket-limits"
    shown = await resident.ask("resident", "GET", path)
    assert shown.json() == {"per_day": 3, "identical_per_day": 1}
    assert (await resident.file("三")).status_code == 201
    assert (await resident.file("三")).json()["code"] == "same_text_too_often"
    assert (await resident.limit(1, 2)).status_code == 422
    assert (await resident.ask("resident", "PUT", path, per_day=9, identical_per_day=9)).is_error


async def test_nobody_is_kept_from_an_emergency(resident: Resident) -> None:
    await resident.limit(1, 1)
    fire = {"title": "火情险情", "description": "明火、燃气泄漏", "emergency": True}
    made = await resident.ask("city_administrator", "PUT", "/ticket-services/fire", **fire)
    assert made.json()["emergency"] is True
    assert (await resident.file("一")).status_code == 201
    assert (await resident.file("二")).status_code == 429
    for number in range(3):
        words = f"第{number}栋着火了"
        assert (await resident.file(words, service_code="fire")).status_code == 201


@pytest.fixture
async def outside(open_parts: Parts) -> AsyncIterator[Resident]:
    """Over connections of their own, whose transactions are real."""
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Resident(client, await Cast.found(open_parts))


async def patient(resident: Resident, words: str, **more: Any) -> int:
    """The answer, once nobody is in the way."""
    while True:
        answer = await resident.file(words, **more)
        if answer.status_code != 503:
            return answer.status_code
        await asyncio.sleep(0.05)


async def test_the_eleventh_is_refused_also_when_all_come_at_once(outside: Resident) -> None:
    await outside.limit(10, 10)
    both = [patient(outside, f"第{number}处", anonymous=number % 2 == 0) for number in range(14)]
    answers = Counter(await asyncio.gather(*both))
    assert answers == {201: 10, 429: 4}


async def test_the_third_alike_is_refused_also_when_all_come_at_once(outside: Resident) -> None:
    await outside.limit(100, 2)
    who = {"who": "same_building"}
    answers = Counter(await asyncio.gather(*(patient(outside, "一样", **who) for _ in range(6))))
    assert answers == {201: 2, 429: 4}
