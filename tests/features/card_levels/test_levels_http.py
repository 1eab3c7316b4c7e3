"""Levels over HTTP: reckoned from the ledger, told when they rise."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast, place
from tests.clocks import Work
from tests.features.card_levels.lines import CITY, STEPS, climbed
from tests.features.manual_credits.credits import Desk
from tests.features.points.earned import fund

LEVEL = "/api/v1/points/card/level"


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def level(desk: Desk, key: str = "resident") -> dict[str, Any]:
    seen = await desk.send(key, "GET", LEVEL)
    assert seen.status_code == 200, seen.text
    return dict(seen.json())


async def test_without_a_ladder_there_are_no_levels(desk: Desk) -> None:
    said = await level(desk)
    assert (said["ladder_id"], said["level"], said["text"]) == (
        None,
        None,
        "本区没有设置幸福卡等级",
    )


async def test_what_is_earned_lifts_and_what_is_taken_back_counts_no_more(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    assert (await climbed(client, cast)).status_code == 201
    first = await desk.asked(points=30)
    await desk.approve(first)
    assert (await level(desk))["points_to_next"] == 10
    second = await desk.asked(points=20)
    await desk.approve(second)
    await work()
    risen = await level(desk)
    assert (risen["level"]["title"], risen["counted_points"]) == ("银卡", 50)
    assert (risen["next_step"]["title"], risen["points_to_next"]) == ("金卡", 50)
    assert "银卡，保级至" in risen["text"] and "再获得 50 分升为金卡" in risen["text"]
    # Spending lowers no level.
    await desk.give(50)
    assert (await level(desk))["counted_points"] == 50
    told = (await desk.send("resident", "GET", "/api/v1/me/messages")).json()["items"]
    ups = [each for each in told if each["kind"] == "card_level_risen"]
    assert "您的幸福卡升为银卡。" in {each["text"] for each in ups}
    # Taken back when nothing was left of it: it counts no more all the same.
    assert (await desk.reverse(second)).json()["taken_points"] == 0
    assert (await level(desk))["counted_points"] == 30
    assert (await level(desk))["level"]["title"] == "铜卡"


async def test_gifts_and_refunds_are_not_earned(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await climbed(client, cast)
    await fund(session, cast, "resident", 45, now=utc_now() - timedelta(days=400))
    await fund(session, cast, "resident", 41, now=utc_now() - timedelta(days=100))
    assert (await level(desk))["counted_points"] == 41
    await climbed(client, cast, period="lifetime")
    assert (await level(desk))["counted_points"] == 86


async def test_a_city_speaks_for_districts_that_say_nothing(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    cast.places[CITY] = (await place(session, CITY)).id
    by_city = {"by": "city_administrator", "at": CITY}
    assert (await climbed(client, cast, STEPS[:1], **by_city)).status_code == 201
    assert (await level(desk))["level"]["title"] == "铜卡"
    own = [{**STEPS[0], "title": "邻里卡"}]
    assert (await climbed(client, cast, own)).status_code == 201
    assert (await level(desk))["level"]["title"] == "邻里卡"
    assert (await climbed(client, cast, [])).status_code == 201
    assert (await level(desk))["level"]["title"] == "铜卡"


@pytest.mark.parametrize(
    ("steps", "more", "code"),
    [
        ([STEPS[1], STEPS[0]], {}, "ladder_steps_unfit"),
        ([STEPS[1], STEPS[1]], {}, "ladder_steps_unfit"),
        (STEPS, {"valid_from": "2026-01-01T00:00:00+08:00"}, "ladder_begun_already"),
    ],
)
async def test_what_no_ladder_is(
    client: AsyncClient, cast: Cast, steps: Any, more: Any, code: str
) -> None:
    answer = await climbed(client, cast, steps, **more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_only_of_a_district_or_city(client: AsyncClient, cast: Cast) -> None:
    answer = await climbed(client, cast, at=HOME)
    assert (answer.status_code, answer.json()["code"]) == (422, "ladder_place_unfit")


async def test_a_level_is_a_few_statements(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession, queries: Any
) -> None:
    await climbed(client, cast)
    for day in range(12):
        await fund(session, cast, "resident", 5, now=utc_now() - timedelta(days=day))
    await level(desk)
    with queries() as few:
        await level(desk)
    for day in range(12, 40):
        await fund(session, cast, "resident", 5, now=utc_now() - timedelta(days=day))
        if day % 9 == 0:
            await climbed(client, cast)
    with queries() as many:
        await level(desk)
    assert len(few) == len(many)
