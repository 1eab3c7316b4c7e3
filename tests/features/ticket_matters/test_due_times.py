"""What is overdue of a ticket that another community has by now."""

import pytest
from httpx import AsyncClient

from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests import clocks
from tests.cast import NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, minutes, policy

HERE, THERE = "community_worker", "far_community_worker"


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def open_ones(desk: Desk, who: str) -> list[str]:
    items = (await desk.told(who, "GET", "/me/messages?limit=100"))["items"]
    return [each["kind"] for each in items if "overdue" in each["kind"] and not each["done_at"]]


async def moved(desk: Desk, ticket: str, by: str, to: str) -> None:
    ruling = {"place_id": str(desk.cast.places[to]), "reason": "在那一侧"}
    await desk.told(by, "PUT", f"/tickets/{ticket}/place", json=ruling)


async def test_what_is_overdue_moves_with_its_ticket(desk: Desk, work: Work, parts: Parts) -> None:
    await desk.rule(policy(resolution=60))
    ticket = await desk.file()
    await desk.accept(ticket)
    await work()
    await clocks.drain(parts, utc_now() + minutes(61), "ticket_clocks.tell_due")
    assert await open_ones(desk, HERE) == ["ticket_overdue"]
    assert await open_ones(desk, THERE) == []
    await moved(desk, ticket, HERE, NEIGHBOUR)
    await clocks.drain(parts, utc_now() + minutes(62), "ticket_clocks.tell_due")
    assert await open_ones(desk, HERE) == []
    assert await open_ones(desk, THERE) == ["ticket_overdue"]
    # Given more time there, and overdue anew: nobody here hears of it.
    await desk.rule(policy(resolution=600), version=1)
    await work()
    assert await open_ones(desk, THERE) == []
    await clocks.drain(parts, utc_now() + minutes(700), "ticket_clocks.tell_due")
    assert await open_ones(desk, HERE) == []
    assert await open_ones(desk, THERE) == ["ticket_overdue"]
