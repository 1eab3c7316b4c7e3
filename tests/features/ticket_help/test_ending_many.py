"""What ends with a ticket that many are handled under: so much in one job, then the rest."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.features.ticket_help import ending
from shequ_api.features.ticket_help.ending import end_with
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.tickets.models import TicketHelper
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.counting import Queries
from tests.features.ticket_handling.handled import STAFF
from tests.features.ticket_help.helped import PARTNER, Team, team
from tests.features.tickets.conftest import TicketMaker


async def put_under(lead: Team, *others: Team) -> None:
    body = {"ticket_ids": [each.ticket["id"] for each in others], "reason": "同一件事"}
    merged = await lead.ask(STAFF, "POST", f"{lead.path}/merges", **body)
    assert merged.status_code == 200, merged.text


async def left(session: AsyncSession) -> list[Any]:
    """How many help still, how many parts are open, how many jobs failed."""
    return [
        await session.scalar(select(func.count()).where(each))
        for each in (
            TicketHelper.ended_at.is_(None),
            TicketSubtask.ended_at.is_(None),
            Job.attempts > 0,
        )
    ]


async def test_all_of_it_ends_in_job_after_job(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "AT_ONCE", 1)
    lead, *others = [await team(client, cast, file_ticket, private=False) for _ in range(4)]
    for one in others:
        await one.part(PARTNER, required=False)
    await put_under(lead, *others)
    await work()
    assert await left(session) == [3, 3, 0]
    assert (await lead.settled()).status_code == 200
    await work()
    assert await left(session) == [0, 0, 0]


async def test_what_has_no_helpers_costs_nothing(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    queries: Queries,
) -> None:
    asked = []
    for under in (1, 3):
        lead, *others = [
            await team(client, cast, file_ticket, private=False) for _ in range(under + 1)
        ]
        await lead.helped_by(PARTNER)
        await put_under(lead, *others)
        assert (await lead.settled()).status_code == 200
        lead_id = (await session.scalars(select(TicketHelper.ticket_id).distinct())).one()
        with queries() as seen:
            await end_with(session, lead_id, merged_too=True, now=utc_now())
            await session.flush()
        asked.append(len(seen))
        for each in await session.scalars(select(TicketHelper)):
            assert each.end_kind == "ticket_ended"
            await session.delete(each)
        await session.commit()
    assert asked[0] == asked[1]
