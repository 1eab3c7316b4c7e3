"""Photos that come after their hazard became a ticket come onto the ticket, once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.late_photos.models import AwaitedPhoto
from shequ_api.features.late_photos.service import give_up, join_tickets
from shequ_api.features.tickets.models import TicketPhoto
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.base.files.test_uploading import hand_in, jpeg
from tests.cast import Cast
from tests.clocks import Work
from tests.features.patrols.field import OLD_HOSE, Field
from tests.features.patrols.test_late_photos import WORKER, promise, promised


@pytest.fixture
def field(client: AsyncClient, cast: Cast) -> Field:
    return Field(client, cast)


async def on_ticket(session: AsyncSession, receipt: dict[str, Any]) -> list[tuple[UUID, int]]:
    mine = TicketPhoto.ticket_id == UUID(receipt["ticket_id"])
    rows = await session.execute(
        select(TicketPhoto.file_id, TicketPhoto.position).where(mine).order_by(TicketPhoto.position)
    )
    return [(row[0], row[1]) for row in rows]


async def come(session: AsyncSession, work: Work) -> None:
    await work()
    await join_tickets(session, utc_now())
    await session.commit()


async def test_they_join_it_as_they_come_and_once(
    field: Field, session: AsyncSession, work: Work
) -> None:
    receipt, _ = await promised(field, jpeg("red"), jpeg("blue"))
    await come(session, work)
    assert await on_ticket(session, receipt) == []
    red = UUID((await hand_in(field.client, field.cast, jpeg("red"), by=WORKER)).json()["id"])
    for _ in range(2):
        await come(session, work)
        again = await hand_in(field.client, field.cast, jpeg("red"), by=WORKER)
        assert UUID(again.json()["id"]) == red
    assert await on_ticket(session, receipt) == [(red, 0)]
    # Somebody else's picture of the same is none that the worker promised.
    await hand_in(field.client, field.cast, jpeg("blue"), by="general_grid_worker")
    await come(session, work)
    assert len(await on_ticket(session, receipt)) == 1
    blue = UUID((await hand_in(field.client, field.cast, jpeg("blue"), by=WORKER)).json()["id"])
    await come(session, work)
    assert await on_ticket(session, receipt) == [(red, 0), (blue, 1)]
    shown = await field.got("community_worker", f"/tickets/{receipt['ticket_id']}")
    assert [each["photo"]["id"] for each in shown["photos"]] == [str(red), str(blue)]
    assert await session.scalar(select(func.count()).select_from(AwaitedPhoto)) == 0


async def test_one_that_was_there_before_its_promise_joins_too(
    field: Field, session: AsyncSession, work: Work
) -> None:
    """Promised twice under two ids: it is one photo."""
    handed = await hand_in(field.client, field.cast, jpeg("red"), by=WORKER)
    receipt, _ = await promised(field, jpeg("red"), jpeg("red"))
    await come(session, work)
    await come(session, work)
    assert [each for each, _ in await on_ticket(session, receipt)] == [UUID(handed.json()["id"])]


async def test_nothing_joins_for_a_deleted_one_nor_after_a_long_time(
    field: Field, session: AsyncSession, work: Work
) -> None:
    receipt, _ = await promised(field, jpeg("red"))
    await work()
    path, why = f"/inspections/{receipt['id']}/deletion", {"reason": "重复填报"}
    assert (await field.ask("district_administrator", "PUT", path, json=why)).status_code == 200
    await hand_in(field.client, field.cast, jpeg("red"), by=WORKER)
    await come(session, work)
    assert await on_ticket(session, receipt) == []
    # Found anew, it has a ticket of its own; what never comes is waited for no longer some day.
    photo_id = str(new_id())
    joined = await field.inspected(
        OLD_HOSE | {"hazard_photos": [photo_id]},
        expected_photos=[promise(photo_id, jpeg("green"))],
    )
    await work()
    waiting = select(func.count()).select_from(AwaitedPhoto)
    assert joined["ticket_id"] not in {None, receipt["ticket_id"]}
    assert await session.scalar(waiting) == 1
    await give_up(session, utc_now() + timedelta(days=91), timedelta(days=90), 10)
    assert await session.scalar(waiting) == 0
