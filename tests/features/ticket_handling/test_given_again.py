"""Who gets a ticket back has their time to return it from then on."""

from datetime import datetime

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_handling.queries import given_at
from shequ_api.features.tickets.models import Ticket
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, accepted, given, seen_by
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


@pytest.mark.parametrize("again", ["resume", "unmerge_resolving"])
async def test_the_time_to_return_it_begins_when_it_comes_back(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
    again: str,
) -> None:
    ticket = await accepted(client, cast, file_ticket, private=False)
    if again == "resume":
        await settle(client, cast, ticket)
        await step(client, cast, "resident", ticket, "reopening", reason="又堆满了")
    else:
        lead = await accepted(client, cast, file_ticket, private=False, by="same_compound")
        await given(client, cast, ticket)
        await merged(client, cast, lead, ticket)
        await apart(client, cast, ticket)
    await work()
    seen = await seen_by(client, cast, STAFF, ticket)
    [back] = [slip for slip in seen["slips"] if slip["step"] == again]
    row = await session.get_one(Ticket, ticket["id"])
    since = await session.scalar(given_at(row.case_id))
    assert since is not None
    shown = datetime.fromisoformat(back["at"])
    assert abs((since - shown).total_seconds()) < 0.001, "not when it was given at first"
