"""Whoever waits for others is not silent."""

import pytest
from httpx import AsyncClient

from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, seen_by
from tests.features.ticket_help.helped import PARTNER, team
from tests.features.ticket_pressure.pressed import after, silent_after_two_days
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


@pytest.mark.parametrize("waits", ["for parts", "for a helper"])
async def test_whoever_waits_keeps_it_and_is_watched_from_then_on(
    client: AsyncClient,
    cast: Cast,
    parts: Parts,
    file_ticket: TicketMaker,
    work: Work,
    waits: str,
) -> None:
    await silent_after_two_days(client, cast)
    one = await team(client, cast, file_ticket)
    await work()
    if waits == "for parts":
        paused = await step(client, cast, WORKER, one.ticket, "pauses", reason="parts", note="等货")
        assert paused.is_success, paused.text
    else:
        await one.part(PARTNER, workdays=3)
    await work()
    await after(parts, hours=49)
    kept = await seen_by(client, cast, STAFF, one.ticket)
    assert kept["assignee_id"] == str(cast.people[WORKER])
    await after(parts, days=90)
    await after(parts, days=180)
    lost = await seen_by(client, cast, STAFF, one.ticket)
    assert lost["assignee_id"] is None
