"""What is over before it is told: no office is asked to see to it."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import accepted, bounced
from tests.features.ticket_limits.test_blocks import blocked
from tests.features.ticket_limits.test_limits import Resident
from tests.features.ticket_matters.test_unattended import count
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

ABOVE = "subdistrict_administrator"


async def put_off(session: AsyncSession, name: str, by: timedelta) -> None:
    """Let a telling that waits run later than what comes after it."""
    waits = update(Job).where(Job.name == name).values(run_at=utc_now() + by)
    assert (await session.execute(waits.returning(Job.id))).all(), f"{name} does not wait"
    await session.commit()


async def test_an_appeal_that_is_decided_already(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    resident = Resident(client, cast)
    block = await blocked(resident)
    path = f"/me/ticket-blocks/{block['id']}/appeal"
    assert (await resident.ask("resident", "POST", path, text="不是")).status_code == 201
    await put_off(session, "inbox.ticket_block_appealed", timedelta(hours=1))
    path, word = f"/ticket-blocks/{block['id']}/decision", {"upheld": True, "reason": "确为误判"}
    assert (await resident.ask(ABOVE, "PUT", path, **word)).status_code == 200
    await work()
    await put_off(session, "inbox.ticket_block_appealed", timedelta())
    await work()
    assert await count(client, cast, ABOVE, "ticket_block_appealed") == 0


async def test_an_arbitration_that_is_over_already(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await bounced(client, cast, ticket, 3)
    await put_off(session, "inbox.ticket_arbitration_awaited", timedelta(hours=1))
    word = {"person_id": str(cast.people["department_officer"]), "reason": "按清单归本部门"}
    assert (await step(client, cast, ABOVE, ticket, "arbitration", **word)).status_code == 200
    await work()
    await put_off(session, "inbox.ticket_arbitration_awaited", timedelta())
    await work()
    assert await count(client, cast, ABOVE, "ticket_arbitration_awaited") == 0
