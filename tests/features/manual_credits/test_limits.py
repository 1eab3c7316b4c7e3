"""The most that one person gets in a month, and that one asks for in a day."""

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.features.manual_credits.credits import ASKER, THIRD, Desk, said

LIMITS = "/api/v1/manual-credit-limits"


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def test_what_is_asked_for_takes_room_until_it_is_off(desk: Desk) -> None:
    shipped = (await desk.send(ASKER, "GET", LIMITS)).json()
    assert shipped == {"per_receiver_month": 500, "per_asker_day": 2000}
    limits = {"per_receiver_month": 50, "per_asker_day": 90}
    assert (await desk.send(ASKER, "PUT", LIMITS, limits)).status_code == 403
    assert (await desk.send(THIRD, "PUT", LIMITS, limits)).json() == limits
    assert (await desk.send(ASKER, "GET", LIMITS)).json() == limits
    first = await desk.asked(points=30)
    over = await desk.ask(points=21)
    assert said(over) == (409, "receiver_limit_reached")
    assert (over.json()["limit_points"], over.json()["counted_points"]) == (50, 30)
    await desk.withdraw(first)
    await desk.asked(points=50)
    await desk.asked("same_building", points=40)
    day = await desk.ask("same_compound", points=1)
    assert said(day) == (409, "asker_limit_reached")
    assert day.json()["counted_points"] == 90
    # Another asks for them.
    assert said(await desk.ask("same_compound", points=1, by="grid_chief")) == (201, "pending")


async def test_who_acts_in_no_district_has_no_limits(desk: Desk) -> None:
    refused = await desk.send("city_administrator", "GET", LIMITS)
    assert refused.status_code == 403
    bad = {"per_receiver_month": 0, "per_asker_day": 90}
    assert (await desk.send(THIRD, "PUT", LIMITS, bad)).status_code == 422
