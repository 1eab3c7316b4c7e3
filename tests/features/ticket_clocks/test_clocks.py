"""The clocks of a ticket from its filing to its end, over HTTP."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.clocks import Work
from tests.features.ticket_clocks.desk import Desk, instant, minutes, policy


async def test_a_ticket_is_answered_and_settled_in_time(desk: Desk, work: Work) -> None:
    assert (await desk.rule(policy())).status_code == 200
    ticket = await desk.file()
    await work()
    seen = await desk.told("resident", "GET", f"/tickets/{ticket}")
    first = (await desk.clocks(ticket))["first_response"]
    assert first["state"] == "running"
    assert instant(first["due_at"]) - instant(first["started_at"]) == minutes(60)
    assert (seen["due_at"], seen["overdue"]) == (first["due_at"], False)
    assert first["says"].startswith("应于") and first["says"].endswith("前首次响应")
    assert 59 <= first["remaining_minutes"] <= 60

    await desk.accept(ticket)
    await work()
    clocks = await desk.clocks(ticket)
    assert clocks["first_response"]["state"] == "met"
    assert clocks["due_at"] == clocks["resolution"]["due_at"]
    assert clocks["resolution"]["length_minutes"] == 600
    await desk.settle(ticket)
    assert (await desk.told("resident", "GET", f"/tickets/{ticket}"))["due_at"] is None
    await work()
    clocks = await desk.clocks(ticket)
    assert clocks["resolution"]["state"] == "met"
    assert clocks["resolution"]["says"] == "已按时办结"
    assert (clocks["due_at"], clocks["overdue"]) == (None, False)


async def test_without_a_policy_of_the_place_the_shipped_one_holds(desk: Desk, work: Work) -> None:
    ticket = await desk.file()
    await work()
    first = (await desk.clocks(ticket))["first_response"]
    assert (first["length_minutes"], first["counted"]) == (450, "working")
    endless = policy(first=None, following=None, resolution=None)
    assert (await desk.rule(endless)).json()["outlook"]["open_tickets"] == 1
    await work()
    clocks = await desk.clocks(ticket)
    assert {each["due_at"] for each in clocks["clocks"]} == {None}
    assert clocks["first_response"]["says"] == "没有规定首次响应的时限"
    assert (await desk.rule(policy(), version=1)).status_code == 200
    await work()
    assert (await desk.clocks(ticket))["due_at"] is not None, "it is open still"


async def test_overdue_is_told_once(
    desk: Desk, work: Work, parts: Parts, session: AsyncSession
) -> None:
    await desk.rule(policy())
    ticket = await desk.file()
    await desk.accept(ticket)
    await desk.assign(ticket)
    await work()
    later = utc_now() + minutes(500)
    await parts.get(Worker).drain(later)
    told = await titles(desk, "micro_grid_worker")
    assert told.count("诉求即将超时") == 1
    for passed in (700, 701, 900):
        await parts.get(Worker).drain(utc_now() + minutes(passed))
    told = await titles(desk, "micro_grid_worker")
    assert (told.count("诉求即将超时"), told.count("诉求已超时")) == (1, 1)
    assert "诉求已超时" in await titles(desk, "community_worker")
    await session.execute(update(Ticket).values(due_at=utc_now() - minutes(1)))
    await session.commit()
    await desk.settle(ticket)
    await work()
    assert (await matter(desk))["done_at"] is not None, "nothing is left to see to"


async def titles(desk: Desk, who: str) -> list[str]:
    messages = await desk.told(who, "GET", "/me/messages")
    return [each["title"] for each in messages["items"]]


async def matter(desk: Desk) -> dict[str, str | None]:
    messages = await desk.told("community_worker", "GET", "/me/messages")
    [found] = [each for each in messages["items"] if each["title"] == "诉求已超时"]
    return dict(found)
