"""After how many days vacancies are told: a district's own rule, its city's, or ours."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app, gather_parts
from shequ_api.base.people.vacancy_rules import DEFAULT_DAYS
from shequ_api.base.places.models import Place
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.outbound import Outbound
from tests.base.people.asking import ask
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, settings_for_tests

DISTRICT, CITY = "510108000000", "510100000000"
DAYS = {"community_days": 2, "subdistrict_days": 5, "district_days": 10}
OTHERS = {"community_days": 4, "subdistrict_days": 8, "district_days": 12}
ABSENT = object()


async def put(
    client: AsyncClient,
    cast: Cast,
    who: str,
    place: str,
    days: dict[str, Any] | None = None,
    match: object = '"v0"',
) -> Response:
    """Set a rule, or drop it where no days are given."""
    headers = {} if match is ABSENT else {"If-Match": str(match)}
    path = f"/places/{place}/vacancy-rule"
    more: dict[str, Any] = {"json": days} if days else {}
    return await ask(client, cast, who, "PUT" if days else "DELETE", path, headers=headers, **more)


async def seen(client: AsyncClient, cast: Cast, place: str, who: str = "resident") -> Any:
    answer = await ask(client, cast, who, "GET", f"/places/{place}/vacancy-rule")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def days_at(client: AsyncClient, cast: Cast, place: str) -> tuple[dict[str, int], str | None]:
    found = await seen(client, cast, place)
    return {name: found[name] for name in DAYS}, found["source_id"]


@pytest.fixture
async def city(session: AsyncSession) -> str:
    return str((await session.scalars(select(Place.id).where(Place.code == CITY))).one())


async def test_each_falls_back_to_those_above(client: AsyncClient, cast: Cast, city: str) -> None:
    district, home = str(cast.places[DISTRICT]), str(cast.places[HOME])
    assert await days_at(client, cast, home) == (DEFAULT_DAYS._asdict(), None)
    set_above = await put(client, cast, "city_administrator", city, OTHERS)
    assert set_above.status_code == 200, set_above.text
    assert await days_at(client, cast, home) == (OTHERS, city)
    own = await put(client, cast, "district_administrator", district, DAYS)
    assert (own.status_code, own.headers["etag"]) == (200, '"v1"')
    assert await days_at(client, cast, home) == (DAYS, district)
    assert await days_at(client, cast, city) == (OTHERS, city)

    dropped = await put(client, cast, "district_administrator", district, match='"v1"')
    again = await put(client, cast, "district_administrator", district, match='"v1"')
    assert dropped.json() == again.json(), "sent again, it is the same"
    assert await days_at(client, cast, home) == (OTHERS, city)
    path = f"/places/{home}/vacancy-rule/editions"
    kept = (await ask(client, cast, "resident", "GET", path)).json()["items"]
    told = [(each["place_id"], each["version"], each["community_days"]) for each in kept]
    assert told == [(district, 2, None), (district, 1, 2), (city, 1, 4)]
    assert {each["set_by_id"] for each in kept} == {None}, "by whom is the keepers' to know"
    keeper = (await ask(client, cast, "city_administrator", "GET", path)).json()["items"]
    assert keeper[0]["set_by_id"] == str(cast.people["district_administrator"])


async def test_versions_guard_it_and_the_same_again_is_the_same(
    client: AsyncClient, cast: Cast
) -> None:
    district, who = str(cast.places[DISTRICT]), "district_administrator"
    assert (await put(client, cast, who, district, DAYS, ABSENT)).status_code == 428
    assert (await put(client, cast, who, district, DAYS, '"v1"')).status_code == 412
    for _ in range(2):
        same = await put(client, cast, who, district, DAYS)
        assert (same.status_code, same.json()["version"]) == (200, 1), "its answer was lost"
    assert (await put(client, cast, who, district, OTHERS)).status_code == 412
    assert (await put(client, cast, who, district, OTHERS, '"v1"')).json()["version"] == 2


@pytest.mark.parametrize(
    ("who", "place", "refusal"),
    [
        ("city_administrator", DISTRICT, (403, "rule_is_anothers")),
        ("district_administrator", HOME, (403, "rule_is_anothers")),
        ("subdistrict_administrator", HOME, (403, "permission_missing")),
        ("community_worker", HOME, (403, "permission_missing")),
        ("district_administrator", CITY, (404, "not_found")),
        ("resident", DISTRICT, (404, "not_found")),
    ],
)
async def test_each_sets_their_own(
    client: AsyncClient, cast: Cast, city: str, who: str, place: str, refusal: tuple[int, str]
) -> None:
    place_id = city if place == CITY else str(cast.places[place])
    for days in (DAYS, None):
        answer = await put(client, cast, who, place_id, days)
        assert (answer.status_code, answer.json()["code"]) == refusal


@pytest.mark.parametrize(
    "days",
    [(0, 5, 10), (2, 5, 61), (5, 5, 10), (10, 5, 2), (2, 5, None), ("2", 5, 10), (2, 5.5, 10)],
)
async def test_days_are_sane(client: AsyncClient, cast: Cast, days: tuple[Any, ...]) -> None:
    district, draft = str(cast.places[DISTRICT]), dict(zip(DAYS, days, strict=True))
    answer = await put(client, cast, "district_administrator", district, draft)
    assert answer.status_code == 422


@pytest.fixture
async def elsewhere(
    server: Embedded, template: str, fake_wechat_url: str
) -> AsyncIterator[tuple[AsyncClient, Cast]]:
    """A database whose transactions really commit."""
    addresses = clone(server, template, f"shequ_rules_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    transport = ASGITransport(create_app(settings_for_tests(fake_wechat_url), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client, await Cast.found(parts)
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def test_of_two_at_once_one_is_first(elsewhere: tuple[AsyncClient, Cast]) -> None:
    client, cast = elsewhere
    district, who = str(cast.places[DISTRICT]), "district_administrator"
    drafts = [DAYS | {"district_days": 20 + number} for number in range(4)]
    made = await asyncio.gather(*(put(client, cast, who, district, draft) for draft in drafts))
    codes = sorted(each.status_code for each in made)
    assert codes[0] == 200
    assert set(codes[1:]) <= {409, 412}
    assert (await seen(client, cast, district))["version"] == 1
